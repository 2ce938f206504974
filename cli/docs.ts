import { writeFileSync } from 'node:fs';
import { ownRules, upstreamFamilies } from '../pipeline/index.ts';
import { upstreamReasons } from '../policies/upstream-reasons.ts';
import type { Command } from './command.ts';
import { coverageDocumentation } from './coverage-docs.ts';
import { discoverCommands, type Entry } from './discover.ts';
import { argumentTerm, optionTerm } from './program.ts';
import { rulesDocumentation } from './rules-docs.ts';

const HEAD = `<!-- Written by npm run docs from cli/commands. Do not edit. -->

# Commands

\`stele <command>\`; in a checkout of Stele \`npm run stele -- <command>\`. Each command has \`--help\`, and \`stele --version\` prints the version.

A part of the fleet is written \`<env>[/<ring-n or cluster>[/<stack>]]\`. The report that was asked for goes to standard output in every format; progress,
summary, warnings and errors go to standard error. Colour follows \`NO_COLOR\`, \`FORCE_COLOR\` and the terminal.

| exit code | meaning |
| --- | --- |
| 0 | fine |
| 1 | what was asked about is not fine: differences, findings |
| 2 | something for you to change: each problem is one line, \`subject: what is wrong; what to do\` |
| 70 | a bug in Stele |
| 130 | stopped by Ctrl-C |
`;

/** The text of `docs/cli.md`: made of what `--help` is made of. */
export function cliDocumentation(entries: readonly Entry[]): string {
  return [HEAD, ...entries.map(entryText)].join('\n');
}

function entryText(entry: Entry): string {
  if (entry.kind === 'command') return commandText('stele', entry.command, '##');
  const { group, commands } = entry;
  const path = `stele ${group.name}`;
  return [
    `## ${path}\n\n${prose(group.summary)}.\n`,
    ...commands.map((command) => commandText(path, command, '###')),
  ].join('\n');
}

function commandText(prefix: string, command: Command, heading: string): string {
  const { name, summary, details = [], examples } = command;
  const args = Object.entries(command.arguments);
  const options = Object.entries(command.options);
  const usage = [
    prefix,
    name,
    ...(options.length > 0 ? ['[options]'] : []),
    ...args.map(([key, argument]) => argumentTerm(key, argument)),
  ];
  const rows = [
    ...args.map(([key, argument]) => [argumentTerm(key, argument), description(argument)]),
    ...options.map(([key, option]) => [optionTerm(key, option), description(option)]),
  ];
  const list = rows.length === 0 ? [] : [rows.map(([term, text]) => `- \`${term}\`: ${text}`).join('\n')];
  const shown = examples.map((example) => `# ${example.does}\n${example.command}`).join('\n\n');
  const report = command.json === undefined ? [] : ['`--format json` prints:', code('ts', command.json)];
  const paragraphs = [summary, ...details].map((text, index) => prose(index === 0 ? `${text}.` : text));
  return `${[`${heading} ${prefix} ${name}`, ...paragraphs, `\`${usage.join(' ')}\``, ...list, code('sh', shown), ...report].join('\n\n')}\n`;
}

function code(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** Text in which `<name>` is no HTML. */
function prose(text: string): string {
  return text.replaceAll('<', '\\<');
}

function description(described: {
  readonly description: string;
  readonly choices?: readonly string[];
  readonly default?: string;
}): string {
  const choices = described.choices?.map((choice) => `\`${choice}\``).join(', ');
  const notes = [
    ...(choices === undefined ? [] : [choices]),
    ...(described.default === undefined ? [] : [`default \`${described.default}\``]),
  ];
  return `${prose(described.description)}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}

if (import.meta.main) {
  const rules = await ownRules();
  const pages = {
    cli: cliDocumentation(await discoverCommands()),
    rules: rulesDocumentation(rules),
    'rules-coverage': coverageDocumentation(rules, upstreamFamilies(), upstreamReasons()),
  };
  for (const [name, text] of Object.entries(pages)) writeFileSync(new URL(`../docs/${name}.md`, import.meta.url), text);
}
