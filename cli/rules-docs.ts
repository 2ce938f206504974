import type { Rule } from '../policies/rule.ts';
import { rulePage } from './rule-page.ts';

const HEAD = `<!-- Written by npm run docs from policies/rules. Do not edit. -->

# Rules

What manifests must satisfy. Rules that hold *at synth and in the cluster* are one CEL text: \`stele synth\` and \`stele check\` evaluate it, and the stack
\`platform/policies\` hands the same text to the API server. An error fails \`stele synth\` and \`stele check\`, a warning fails them under \`--strict\`, advice
never does. \`stele.config.ts\` may set severities and parameters; \`waive()\` permits one rule to be broken on one object, for a reason, until a day.
`;

/** The text of `docs/rules.md`: made of the rules and their examples. */
export function rulesDocumentation(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, severity, title }) => `| [${id}](#${id}) | ${severity} | ${prose(title)} |`);
  const index = `| rule | severity | what |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  return [HEAD, index, ...rules.map(pageText)].join('\n');
}

function pageText(rule: Rule): string {
  const page = rulePage(rule);
  const parameters = page.parameters.map(({ name, fallback }) => `- \`${name}\`: default \`${fallback}\``);
  return `${[
    `## ${page.id}`,
    `${prose(page.title)}. ${page.facts.map((fact) => `*${fact}*`).join(', ')}`,
    prose(page.why),
    `**How to satisfy it.** ${prose(page.fix)}`,
    ...(parameters.length === 0 ? [] : [`Parameters:\n\n${parameters.join('\n')}`]),
    ...(page.upstream.length === 0 ? [] : [`Elsewhere: ${page.upstream.map(prose).join(', ')}.`]),
    ...page.links.map((link) => `<${link}>`),
    `Fails: ${prose(page.failing.title)}\n\n\`\`\`yaml\n${page.failing.yaml.trimEnd()}\n\`\`\``,
    `Passes: ${prose(page.passing.title)}\n\n\`\`\`yaml\n${page.passing.yaml.trimEnd()}\n\`\`\``,
  ].join('\n\n')}\n`;
}

/** Text in which `<name>` is no HTML and `*` no emphasis. */
function prose(text: string): string {
  return text.replaceAll('<', '\\<').replaceAll('*', '\\*').replaceAll('|', '\\|');
}
