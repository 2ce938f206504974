import { printable } from '../printable.ts';
import type { FindingReport } from './finding-report.ts';
import { groupedByObject, nameOf } from './finding-text.ts';

const SIGNS = { error: '❌ error', warning: '⚠️ warning', advice: '💡 advice' } as const;

/** Findings as Markdown, for a comment on a pull request: one table per object. */
export function findingsMarkdown({ findings, summary }: FindingReport): string {
  const counted = findings.filter(({ waived }) => waived === null);
  const blocks = groupedByObject(counted).map((group) => {
    const rows = group.map(({ rule, severity, line, pointer, message, remedy }) =>
      row([
        SIGNS[severity],
        code(rule),
        escaped(message),
        `${code(pointer)}${line === null ? '' : ` (line ${line})`}`,
        escaped(remedy),
      ]),
    );
    const [first] = group;
    const title =
      first === undefined
        ? ''
        : `### ${escaped(nameOf(first))}\n\n${first.file === null ? '' : `${code(first.file)}\n\n`}`;
    return `${title}${row(['', 'rule', 'what', 'where', 'what to do'])}\n${row(['---', '---', '---', '---', '---'])}\n${rows.join('\n')}\n`;
  });
  const { error, warning, advice, waived, objects } = summary;
  const title = `## stele check: ${error} errors, ${warning} warnings, ${advice} pieces of advice\n\n`;
  const tail = `${objects} objects looked at, ${waived} findings waived.\n`;
  return [title, ...blocks.map((block) => `${block}\n`), tail].join('');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A text of somebody else's that must stay a text: no HTML, no link, no table cell of its own. */
function escaped(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]()#+!|<>&@~]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/https?:/g, (scheme) => scheme.replace(':', '&#58;'));
}

/** A text in a code span that it cannot end. */
function code(text: string): string {
  return text === '' ? '' : `\`${printable(text).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}
