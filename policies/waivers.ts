import { ANNOTATION_WAIVE, type KubeObject } from '../model/kube.ts';
import type { WrittenWaiver } from './finding.ts';
import { type Fields, fieldsAt, textAt } from './read.ts';

/** `<reason> (owner: <team>, until: YYYY-MM-DD)` */
const FORM = /^(?<reason>[^()\n]*[^()\s]) \(owner: (?<owner>[\w@./-]+), until: (?<until>\d{4}-\d{2}-\d{2})\)$/;

/** The waivers on an object; one that is not of the form is undefined, under the name of its rule. */
export function waiversOf(object: KubeObject): ReadonlyMap<string, WrittenWaiver | undefined> {
  return waiversIn(fieldsAt(object, 'metadata', 'annotations'));
}

/** The same of the pods that an operator will make of it: Prometheus and Alertmanager hand `podMetadata` on to theirs. */
export function waiversOfMadePods(object: KubeObject): ReadonlyMap<string, WrittenWaiver | undefined> {
  return waiversIn(fieldsAt(object, 'spec', 'podMetadata', 'annotations'));
}

function waiversIn(annotations: Fields): ReadonlyMap<string, WrittenWaiver | undefined> {
  let found: Map<string, WrittenWaiver | undefined> | undefined;
  for (const key of Object.keys(annotations)) {
    if (!key.startsWith(ANNOTATION_WAIVE)) continue;
    const rule = key.slice(ANNOTATION_WAIVE.length);
    const { reason, owner, until } = FORM.exec(textAt(annotations, key) ?? '')?.groups ?? {};
    const whole = reason !== undefined && owner !== undefined && until !== undefined && isDay(until);
    found ??= new Map();
    found.set(rule, whole ? { rule, reason, owner, until } : undefined);
  }
  return found ?? NONE;
}

/** Whether the calendar has it: 30 February would become a day of March. */
function isDay(date: string): boolean {
  const time = Date.parse(date);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

const NONE: ReadonlyMap<string, undefined> = new Map();
