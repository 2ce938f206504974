import { show } from '../../model/issues.ts';
import type { Terminal } from '../terminal.ts';
import { type Span, styled } from '../terminal.ts';
import type { FindingReport, ReportedFinding } from './finding-report.ts';

const COLOURS = { error: 'red', warning: 'yellow', advice: 'cyan' } as const;

/** Prints findings for people, those of one object together. */
export function printFindings({ findings }: Pick<FindingReport, 'findings'>, out: Terminal): void {
  for (const group of groupedByObject(findings)) {
    const [first] = group;
    if (first === undefined) continue;
    out.line(styled('bold', nameOf(first)));
    for (const finding of group) for (const line of linesOf(finding)) out.line(...line);
  }
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
  const found = value === null || typeof value === 'object' ? '' : ` (${show(value)})`;
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
