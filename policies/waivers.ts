import { ANNOTATION_WAIVE, type KubeObject } from '../model/kube.ts';
import type { WrittenWaiver } from './finding.ts';

/** `<reason> (owner: <team>, until: YYYY-MM-DD)` */
const FORM = /^(?<reason>[^()\n]*[^()\s]) \(owner: (?<owner>[\w@./-]+), until: (?<until>\d{4}-\d{2}-\d{2})\)$/;

/** The waivers on an object; one that is not of the form is undefined, under the name of its rule. */
export function waiversOf(object: KubeObject): ReadonlyMap<string, WrittenWaiver | undefined> {
  const { annotations } = object.metadata;
  if (annotations === undefined) return NONE;
  const found = new Map<string, WrittenWaiver | undefined>();
  for (const [key, value] of Object.entries(annotations)) {
    if (!key.startsWith(ANNOTATION_WAIVE)) continue;
    const rule = key.slice(ANNOTATION_WAIVE.length);
    const { reason, owner, until } = FORM.exec(value)?.groups ?? {};
    const whole =
      reason !== undefined && owner !== undefined && until !== undefined && !Number.isNaN(Date.parse(until));
    found.set(rule, whole ? { rule, reason, owner, until } : undefined);
  }
  return found;
}

const NONE: ReadonlyMap<string, undefined> = new Map();
