import { didYouMean } from '../model/errors.ts';
import { ANNOTATION_WAIVE, type KubeObject } from '../model/kube.ts';
import type { Violation } from './evaluator.ts';
import type { Finding, ObjectReference } from './finding.ts';
import { fieldsAt, pointer, textAt } from './read.ts';
import { waiversOf } from './waivers.ts';

export interface JudgeOptions {
  /** As `YYYY-MM-DD`. It changes what is warned of, never what fails. */
  readonly today: string;
  /** Ids of all rules there are. */
  readonly known: ReadonlySet<string>;
  /** Ids of the rules that looked at the object: only their waivers can be superfluous. */
  readonly applied: ReadonlySet<string>;
}

/**
 * What rules found on one object, with what its waivers permit; and what is wrong with the waivers: one that names no
 * rule, one that permits nothing, one that has expired (a warning: no date may decide whether a commit still renders).
 *
 * @param violations all of the object: where several clusters share it, those of all of them
 */
export function judge(object: KubeObject, violations: readonly Violation[], options: JudgeOptions): Finding[] {
  const reference = referenceOf(object);
  const waivers = waiversOf(object);
  const findings = violations.map(({ rule, severity, pointer: place, value, message, remedy }): Finding => {
    const waived = rule.id === VALID_WAIVER ? undefined : waivers.get(rule.id);
    return {
      rule: rule.id,
      severity,
      object: reference,
      pointer: place,
      value,
      message,
      remedy,
      ...(waived === undefined ? {} : { waived }),
    };
  });
  if (waivers.size === 0 || !options.applied.has(VALID_WAIVER)) return findings;
  const broken = new Set(violations.map(({ rule }) => rule.id));
  for (const [id, waiver] of waivers) {
    // one that is not of the form is what the rule itself finds
    if (waiver === undefined) continue;
    const fault = faultOf(id, waiver.until, waiver.owner, broken, options);
    if (fault === undefined) continue;
    const key = `${ANNOTATION_WAIVE}${id}`;
    findings.push({
      rule: VALID_WAIVER,
      object: reference,
      pointer: pointer('metadata', 'annotations', key),
      value: textAt(object, 'metadata', 'annotations', key),
      ...fault,
    });
  }
  return findings;
}

/** The rule about waivers themselves, which cannot be waived. */
export const VALID_WAIVER = 'valid-waiver';

/**
 * An object in a finding. What anybody wrote may have no name: the API server makes one from `generateName`, and of
 * something else than a text only that it stands there can be said.
 */
export function referenceOf(object: KubeObject): ObjectReference {
  const { apiVersion, kind } = object;
  const namespace = textAt(object, 'metadata', 'namespace');
  const { name, generateName } = fieldsAt(object, 'metadata');
  const generated = typeof generateName === 'string' ? `${generateName}*` : '(no name)';
  return {
    apiVersion,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name: typeof name === 'string' || typeof name === 'number' ? String(name) : generated,
  };
}

function faultOf(
  id: string,
  until: string,
  owner: string,
  broken: ReadonlySet<string>,
  { known, applied, today }: JudgeOptions,
): Pick<Finding, 'severity' | 'message' | 'remedy'> | undefined {
  if (!known.has(id)) {
    const message = `the waiver names no rule: ${id}${didYouMean(id, known)}`;
    return { severity: 'error', message, remedy: 'name the rule that is broken, or remove the waiver' };
  }
  if (applied.has(id) && !broken.has(id)) {
    const message = `the waiver of ${id} is not needed: the object does not break the rule`;
    return { severity: 'error', message, remedy: 'remove the waiver' };
  }
  if (until >= today) return undefined;
  const message = `the waiver of ${id} expired on ${until}`;
  return { severity: 'warning', message, remedy: `mend what breaks the rule, or let ${owner} decide on a new date` };
}
