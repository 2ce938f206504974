import type { Rule } from '../policies/rule.ts';
import { type Coverage, coverageOf, type UpstreamFamily } from '../policies/upstream.ts';
import { escaped } from './prose.ts';

const HEAD = `<!-- Written by npm run docs from policies/rules, policies/upstream-checks.json and policies/*-reasons.ts. Do not edit. -->

# Checks of others, and our rules

Every check of these tools and standards that looks at manifests, with the rules that stand for it or the reason why there is none. \`stele explain <id>\`
finds the rule of each.
`;

/** The text of `docs/rules-coverage.md`: one table for each tool or standard. */
export function coverageDocumentation(
  rules: readonly Rule[],
  families: readonly UpstreamFamily[],
  reasons: ReadonlyMap<string, string>,
): string {
  const parts = families.map((family) => {
    const covered = coverageOf(family.checks, rules, reasons);
    return { family, covered, count: covered.filter((one) => one.rules.length > 0).length };
  });
  const index = parts.map(
    ({ family: { name, source, version }, covered, count }) =>
      `| [${name}](${source}) | ${escaped(version)} | ${covered.length} | ${count} |`,
  );
  const overview = `| whose | version | checks | with a rule |\n| --- | --- | --- | --- |\n${index.join('\n')}\n`;
  const tables = parts.map(
    ({ family, covered }) =>
      `## ${family.name}\n\n| check | title | rule, or why there is none |\n| --- | --- | --- |\n${covered.map(row).join('\n')}\n`,
  );
  return [HEAD, overview, ...tables].join('\n');
}

function row({ check: { id, title }, rules, reason }: Coverage): string {
  const links = rules.map((rule) => `[${rule.id}](rules.md#${rule.id})`).join(', ');
  return `| ${id} | ${escaped(title)} | ${links === '' ? escaped(reason ?? 'undecided') : links} |`;
}
