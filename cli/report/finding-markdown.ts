import { printable } from '../printable.ts';
import { amount } from './amount.ts';
import type { FindingReport, ReportedFinding } from './finding-report.ts';
import { groupedByAdvice, groupedByObject, isAdvice, nameOf, namesOf } from './finding-text.ts';

const SIGNS = { error: '❌ error', warning: '⚠️ warning', advice: '💡 advice' } as const;

/** Findings as Markdown, for a comment on a pull request: one table per object, and one of all advice. */
export function findingsMarkdown({ findings, summary }: FindingReport): string {
  const counted = findings.filter((finding) => finding.waived === null && !isAdvice(finding));
  const { error, warning, advice, waived, baseline, objects } = summary;
  return [
    `## stele check: ${amount(error, 'error', 'errors')}, ${amount(warning, 'warning', 'warnings')}, ${amount(advice, 'piece of advice', 'pieces of advice')}\n\n`,
    ...groupedByObject(counted).map(objectText),
    adviceText(groupedByAdvice(findings)),
    `${amount(objects, 'object', 'objects')} looked at, ${amount(waived, 'finding', 'findings')} waived, ${baseline} in the baseline.\n`,
  ].join('');
}

function objectText(group: readonly ReportedFinding[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const rows = group.map(({ rule, severity, line, pointer, message, remedy }) => [
    SIGNS[severity],
    code(rule),
    escaped(message),
    `${code(pointer)}${line === null ? '' : ` (line ${line})`}`,
    escaped(remedy),
  ]);
  const file = first.file === null ? '' : `${code(first.file)}\n\n`;
  return `### ${escaped(nameOf(first))}\n\n${file}${tableText(['', 'rule', 'what', 'where', 'what to do'], rows)}\n`;
}

function adviceText(groups: readonly (readonly ReportedFinding[])[]): string {
  const rows = groups.flatMap((group) =>
    group
      .slice(0, 1)
      .map(({ rule, message, remedy }) => [
        SIGNS.advice,
        code(rule),
        escaped(message),
        escaped(namesOf(group)),
        escaped(remedy),
      ]),
  );
  return rows.length === 0 ? '' : `### Advice\n\n${tableText(['', 'rule', 'what', 'objects', 'what to do'], rows)}\n`;
}

function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `${row(cells)}\n`).join('');
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
