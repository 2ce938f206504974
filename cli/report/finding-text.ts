import { show } from '../../model/issues.ts';
import type { Terminal } from '../terminal.ts';
import { type Span, styled } from '../terminal.ts';
import type { FindingReport, ReportedFinding } from './finding-report.ts';

const COLOURS = { error: 'red', warning: 'yellow', advice: 'cyan' } as const;

/** Prints findings for people: those of one object together, and below them advice, which is the same for many. */
export function printFindings({ findings }: Pick<FindingReport, 'findings'>, out: Terminal): void {
  for (const group of groupedByObject(findings.filter((finding) => !isAdvice(finding)))) {
    const [first] = group;
    if (first === undefined) continue;
    out.line(styled('bold', nameOf(first)));
    for (const finding of group) for (const line of linesOf(finding)) out.line(...line);
  }
  for (const group of groupedByAdvice(findings)) for (const line of adviceLines(group)) out.line(...line);
}

/** Advice that is the same for several objects, in the order of its first. */
export function groupedByAdvice(findings: readonly ReportedFinding[]): ReportedFinding[][] {
  const advice = findings.filter(isAdvice);
  return [...Map.groupBy(advice, ({ rule, message, remedy }) => JSON.stringify([rule, message, remedy])).values()];
}

/** Whether it is listed by what it says and not by its object. */
export function isAdvice({ severity, waived }: ReportedFinding): boolean {
  return severity === 'advice' && waived === null;
}

/** How many objects of the same advice are named; `--format json` names all. */
const MAX_NAMED = 3;

/** `Deployment shop/web, Deployment shop/api, Pod shop/debug and 36 more` */
export function namesOf(group: readonly ReportedFinding[]): string {
  const names = [...new Set(group.map(nameOf))];
  const more = names.length - MAX_NAMED;
  return `${names.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function adviceLines(group: readonly ReportedFinding[]): Span[][] {
  const [first] = group;
  if (first === undefined) return [];
  // one place is worth a look; of many it is enough to know whose they are
  if (group.length === 1) return [[styled('bold', nameOf(first))], ...linesOf(first)];
  const { rule, message, remedy } = first;
  return [
    [styled(COLOURS.advice, 'advice'), ` ${rule}: ${message}, ${group.length} times`],
    [styled('dim', `    on ${namesOf(group)}`)],
    [styled('dim', `    ${remedy}`)],
  ];
}

/** Findings of one object in one file, in the order of its first. */
export function groupedByObject(findings: readonly ReportedFinding[]): ReportedFinding[][] {
  return [
    ...Map.groupBy(findings, (finding) =>
      JSON.stringify([nameOf(finding), finding.object.apiVersion, finding.file]),
    ).values(),
  ];
}

/** `Deployment shop/web` */
export function nameOf({ object: { kind, namespace, name } }: ReportedFinding): string {
  return `${kind} ${namespace === null ? name : `${namespace}/${name}`}`;
}

function linesOf({ rule, severity, line, file, pointer, value, message, remedy, waived }: ReportedFinding): Span[][] {
  const where = [
    ...(file === null || line === null ? [] : [`${file}:${line}`]),
    ...(pointer === '' ? [] : [pointer]),
  ].join(' ');
  const found = value === null || message.includes(String(value)) ? '' : ` (${show(value)})`;
  return [
    [
      '  ',
      waived === null ? styled(COLOURS[severity], severity) : styled('dim', 'waived'),
      ` ${rule}: ${message}${found}`,
    ],
    ...(where === '' ? [] : [[styled('dim', `    at ${where}`)]]),
    waived === null
      ? [styled('dim', `    ${remedy}`)]
      : [styled('dim', `    ${waived.reason} (owner: ${waived.owner}, until: ${waived.until})`)],
  ];
}
