import type { Rule } from '../policies/rule.ts';
import { escaped } from './prose.ts';
import { rulePage } from './rule-page.ts';

const HEAD = `<!-- Written by npm run docs from policies/rules. Do not edit. -->

# Rules

What manifests must satisfy. Rules that hold *at synth and in the cluster* are one CEL text: \`stele synth\` and \`stele check\` evaluate it, and the stack
\`platform/policies\` hands the same text to the API server. An error fails \`stele synth\` and \`stele check\`, a warning fails them under \`--strict\`, advice
never does. [rules-coverage.md](rules-coverage.md) says which rule stands for which check of other tools. \`stele.config.ts\` may set severities and parameters; \`waive()\` permits one rule to be broken on one object, for a reason, until a day.
`;

/** The text of `docs/rules.md`: made of the rules and their examples. */
export function rulesDocumentation(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, severity, title }) => `| [${id}](#${id}) | ${severity} | ${escaped(title)} |`);
  const index = `| rule | severity | what |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  return [HEAD, index, ...rules.map(pageText)].join('\n');
}

function pageText(rule: Rule): string {
  const page = rulePage(rule);
  const parameters = page.parameters.map(({ name, fallback }) => `- \`${name}\`: default \`${fallback}\``);
  return `${[
    `## ${page.id}`,
    `${escaped(page.title)}. ${page.facts.map((fact) => `*${fact}*`).join(', ')}`,
    escaped(page.why),
    `**How to satisfy it.** ${escaped(page.fix)}`,
    ...(parameters.length === 0 ? [] : [`Parameters:\n\n${parameters.join('\n')}`]),
    ...(page.upstream.length === 0 ? [] : [`Elsewhere: ${page.upstream.map(escaped).join(', ')}.`]),
    ...page.links.map((link) => `<${link}>`),
    `Fails: ${escaped(page.failing.title)}\n\n\`\`\`yaml\n${page.failing.yaml.trimEnd()}\n\`\`\``,
    `Passes: ${escaped(page.passing.title)}\n\n\`\`\`yaml\n${page.passing.yaml.trimEnd()}\n\`\`\``,
  ].join('\n\n')}\n`;
}
