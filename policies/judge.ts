import { didYouMean } from '../model/errors.ts';
import { ANNOTATION_WAIVE, type KubeObject } from '../model/kube.ts';
import type { Violation } from './evaluator.ts';
import type { Finding, ObjectReference, WrittenWaiver } from './finding.ts';
import { fieldsAt, pointer, textAt, valueAt } from './read.ts';
import { type PodWaivers, podWaiversOf, waiversOf } from './waivers.ts';

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
  const own = { place: OWN, waivers: waiversOf(object) };
  const ofPods = podWaiversOf(object);
  const findings = violations.map((violation): Finding => {
    const { rule, severity, pointer: place, value, message, remedy } = violation;
    const waived = waiverOf(violation, own, ofPods);
    const misplaced =
      waived === undefined && own.waivers.get(rule.id) !== undefined && violation.waivedAt !== undefined;
    return {
      rule: rule.id,
      severity,
      object: reference,
      pointer: place,
      value,
      message,
      remedy: misplaced ? `write the waiver in ${violation.waivedAt} too, where the API server looks for it` : remedy,
      ...(waived === undefined ? {} : { waived }),
    };
  });
  if (!options.applied.has(VALID_WAIVER)) return findings;
  const broken = new Set(violations.map(({ rule }) => rule.id));
  for (const { place, waivers } of [own, ...ofPods]) {
    for (const [id, waiver] of waivers) {
      // one that is not of the form is what the rule itself finds
      if (waiver === undefined) continue;
      const fault = faultOf(id, waiver.until, waiver.owner, broken, options);
      if (fault === undefined) continue;
      const at = `${place}${pointer(`${ANNOTATION_WAIVE}${id}`)}`;
      findings.push({ rule: VALID_WAIVER, object: reference, pointer: at, value: valueAt(object, at), ...fault });
    }
  }
  return findings;
}

const OWN = pointer('metadata', 'annotations');

/**
 * The waiver that permits a violation. What an operator makes is judged by the API server, which sees the annotations of
 * the pods; what only the check looks at may be waived on the object, too.
 */
function waiverOf(
  { rule, waivedAt }: Violation,
  own: PodWaivers,
  ofPods: readonly PodWaivers[],
): WrittenWaiver | undefined {
  if (rule.id === VALID_WAIVER) return undefined;
  if (waivedAt === undefined) return own.waivers.get(rule.id);
  const handedOn = ofPods.find(({ place }) => place === waivedAt)?.waivers.get(rule.id);
  return handedOn ?? (rule.kind === 'admission' ? undefined : own.waivers.get(rule.id));
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
