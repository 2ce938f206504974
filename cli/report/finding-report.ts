import type { Finding, ObjectReference, Severity, WrittenWaiver } from '../../policies/finding.ts';

/** A report of findings, as `--format json` prints it. A change that breaks its readers raises the version. */
export interface FindingReport {
  readonly version: 1;
  readonly findings: readonly ReportedFinding[];
  readonly summary: FindingSummary;
}

export interface ReportedFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly object: Omit<ObjectReference, 'namespace'> & { readonly namespace: string | null };
  readonly file: string | null;
  /** From 1; null where nothing was read from a file. */
  readonly line: number | null;
  /** JSON pointer inside the object; empty for the object itself. */
  readonly pointer: string;
  /** A scalar or a list of scalars; null where nothing or something larger stands; `"***"` where it may be secret. */
  readonly value: unknown;
  readonly message: string;
  readonly remedy: string;
  readonly waived: Omit<WrittenWaiver, 'rule'> | null;
}

export interface FindingSummary {
  /** How many objects were looked at. */
  readonly objects: number;
  /** Findings that count, by severity. */
  readonly error: number;
  readonly warning: number;
  readonly advice: number;
  readonly waived: number;
  /** Findings left out because the baseline has them. */
  readonly baseline: number;
}

/** What commands print of findings with `--format json`, as a TypeScript type, indented as a field. */
export const REPORTED_FINDINGS_TYPE = `{
    rule: string;
    severity: 'error' | 'warning' | 'advice';
    object: { apiVersion: string; kind: string; namespace: string | null; name: string };
    file: string | null;
    // from 1; null where nothing was read from a file
    line: number | null;
    // JSON pointer inside the object
    pointer: string;
    // '***' where it may be secret; null where nothing stands, or an object
    value: null | boolean | number | string | (boolean | number | string)[];
    message: string;
    remedy: string;
    waived: { reason: string; owner: string; until: string } | null;
  }[]`;

/** What `--format json` prints, as a TypeScript type. */
export const FINDING_REPORT_TYPE = `{
  version: 1;
  findings: ${REPORTED_FINDINGS_TYPE};
  summary: { objects: number; error: number; warning: number; advice: number; waived: number; baseline: number };
}`;

/** Makes the report of what was found on some objects. */
export function findingReport(findings: readonly Finding[], objects: number, baseline: number): FindingReport {
  const count = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity && finding.waived === undefined).length;
  return {
    version: 1,
    findings: findings.map(reportedFinding),
    summary: {
      objects,
      error: count('error'),
      warning: count('warning'),
      advice: count('advice'),
      waived: findings.filter(({ waived }) => waived !== undefined).length,
      baseline,
    },
  };
}

/** A finding as JSON has it. */
export function reportedFinding({
  rule,
  severity,
  object,
  file,
  line,
  pointer,
  value,
  message,
  remedy,
  waived,
}: Finding): ReportedFinding {
  const { apiVersion, kind, namespace, name } = object;
  return {
    rule,
    severity,
    object: { apiVersion, kind, namespace: namespace ?? null, name },
    file: file ?? null,
    line: line ?? null,
    pointer: pointer ?? '',
    value: value ?? null,
    message,
    remedy,
    waived: waived === undefined ? null : { reason: waived.reason, owner: waived.owner, until: waived.until },
  };
}
