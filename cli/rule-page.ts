import { exampleText } from '../policies/example-text.ts';
import type { Example, Rule } from '../policies/rule.ts';

/** What is said of a rule, in sections: for a terminal and for `docs/rules.md`. */
export interface RulePage {
  readonly id: string;
  readonly title: string;
  /** `error`, and where it is enforced. */
  readonly facts: readonly string[];
  readonly why: string;
  readonly fix: string;
  readonly upstream: readonly string[];
  readonly links: readonly string[];
  /** Parameters of `stele.config.ts` with their defaults, as JSON. */
  readonly parameters: readonly { readonly name: string; readonly fallback: string }[];
  /** The shortest example that fails, and the shortest that passes. */
  readonly failing: { readonly title: string; readonly yaml: string };
  readonly passing: { readonly title: string; readonly yaml: string };
}

export function rulePage(rule: Rule): RulePage {
  const { id, title, why, fix, upstream, links, examples } = rule;
  const defaults: Readonly<Record<string, unknown>> = rule.parameters?.parse({}) ?? {};
  return {
    id,
    title,
    facts: [rule.severity, PLACES[rule.kind]],
    why,
    fix,
    upstream,
    links,
    parameters: Object.entries(defaults).map(([name, value]) => ({ name, fallback: JSON.stringify(value) })),
    failing: exampleOf(examples.fail),
    passing: exampleOf(examples.pass),
  };
}

const PLACES = {
  admission: 'at synth and in the cluster',
  object: 'at synth, over one object',
  graph: 'at synth, over all objects of a cluster',
} as const;

function exampleOf(examples: readonly Example[]): RulePage['failing'] {
  const [first] = examples;
  if (first === undefined) throw new TypeError('a rule has examples of both kinds: its test says so');
  return { title: first.title, yaml: exampleText(first) };
}
