import { ANNOTATION_WAIVE, type KubeObject } from '../model/kube.ts';
import type { WrittenWaiver } from './finding.ts';
import { templatePathOf } from './pod.ts';
import { podAnnotationPlaces } from './pods/annotation-places.ts';
import { type Fields, fieldsAt, isFields, textAt, valueAt } from './read.ts';

/** `<reason> (owner: <team>, until: YYYY-MM-DD)` */
const FORM = /^(?<reason>[^()\n]*[^()\s]) \(owner: (?<owner>[\w@./-]+), until: (?<until>\d{4}-\d{2}-\d{2})\)$/;

/** The waivers on an object; one that is not of the form is undefined, under the name of its rule. */
export function waiversOf(object: KubeObject): ReadonlyMap<string, WrittenWaiver | undefined> {
  return waiversIn(fieldsAt(object, 'metadata', 'annotations'));
}

/** Whether the object or its pods are permitted anything. */
export function hasWaivers(object: KubeObject): boolean {
  return waiversOf(object).size > 0 || podWaiversOf(object).length > 0;
}

/** Waivers in the annotations that controllers hand on to the pods that they make of an object. */
export interface PodWaivers {
  /** JSON pointer of the annotations. */
  readonly place: string;
  readonly waivers: ReadonlyMap<string, WrittenWaiver | undefined>;
}

/**
 * The waivers that an object gives its pods: in its template, or in what an operator makes one of. Those that it has
 * itself, by the same text, are left out: `waive()` writes them on both.
 */
export function podWaiversOf(object: KubeObject): readonly PodWaivers[] {
  const own = fieldsAt(object, 'metadata', 'annotations');
  const found: PodWaivers[] = [];
  for (const place of podAnnotationPlaces(object)) {
    const annotations = valueAt(object, place);
    if (!isFields(annotations)) continue;
    const all = waiversIn(annotations);
    if (all.size === 0) continue;
    const waivers = templatePathOf(object) === undefined ? all : without(all, annotations, own);
    if (waivers.size > 0) found.push({ place, waivers });
  }
  return found;
}

function without(waivers: PodWaivers['waivers'], annotations: Fields, own: Fields): PodWaivers['waivers'] {
  const keyOf = (rule: string) => `${ANNOTATION_WAIVE}${rule}`;
  return new Map([...waivers].filter(([rule]) => annotations[keyOf(rule)] !== own[keyOf(rule)]));
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
