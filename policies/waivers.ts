import { ANNOTATION_WAIVE, type KubeObject } from '../model/kube.ts';
import type { Finding } from './finding.ts';

/** The permission to break one rule on one object, as its annotation says it. */
export interface WrittenWaiver {
  readonly rule: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, as `YYYY-MM-DD`. */
  readonly until: string;
}

/** A finding on an object that the caller knows. */
export type WaiverFinding = Pick<Finding, 'rule' | 'severity' | 'pointer' | 'value' | 'message' | 'remedy'>;

/** `<reason> (owner: <team>, until: YYYY-MM-DD)` */
const FORM = /^(?<reason>[^()\n]*[^()\s]) \(owner: (?<owner>[\w@./-]+), until: (?<until>\d{4}-\d{2}-\d{2})\)$/;

/** The waivers on an object; one that is not of the form is undefined, under the name of its rule. */
export function waiversOf(object: KubeObject): ReadonlyMap<string, WrittenWaiver | undefined> {
  const found = new Map<string, WrittenWaiver | undefined>();
  for (const [key, value] of Object.entries(object.metadata.annotations ?? {})) {
    if (!key.startsWith(ANNOTATION_WAIVE)) continue;
    const rule = key.slice(ANNOTATION_WAIVE.length);
    const { reason, owner, until } = FORM.exec(value)?.groups ?? {};
    const whole =
      reason !== undefined && owner !== undefined && until !== undefined && !Number.isNaN(Date.parse(until));
    found.set(rule, whole ? { rule, reason, owner, until } : undefined);
  }
  return found;
}

/**
 * What is wrong with the waivers on an object: one that is not of the form is an error, one that has expired a warning,
 * because no date may decide whether a commit of last year still renders.
 *
 * @param today as `YYYY-MM-DD`
 */
export function waiverFindings(object: KubeObject, today: string): WaiverFinding[] {
  return [...waiversOf(object)].flatMap(([rule, waiver]): WaiverFinding[] => {
    const key = `${ANNOTATION_WAIVE}${rule}`;
    const place = {
      rule: 'valid-waiver',
      pointer: `/metadata/annotations/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      value: object.metadata.annotations?.[key],
    };
    if (waiver === undefined) {
      const remedy = 'write <reason> (owner: <team>, until: YYYY-MM-DD), or use waive()';
      return [{ ...place, severity: 'error', message: `the waiver of ${rule} has no reason, owner and date`, remedy }];
    }
    if (waiver.until >= today) return [];
    const remedy = `mend what breaks the rule, or let ${waiver.owner} decide on a new date`;
    return [{ ...place, severity: 'warning', message: `the waiver of ${rule} expired on ${waiver.until}`, remedy }];
  });
}
