import { groupOf, type KubeObject } from '../../model/kube.ts';
import { podOf } from '../pod.ts';
import { type Fields, isFields, listAt } from '../read.ts';
import type { ItemList, WrittenPod } from '../rule.ts';

/** An object as a rule sees it: the variables of the prelude, and where their items stand. */
export interface AdmissionObject {
  readonly variables: Readonly<Record<string, unknown>>;
  /** What a rule without `each` looks at: the pod spec, or the spec of the Service. */
  readonly whole: AdmissionItem;
  readonly lists: Readonly<Record<ItemList, readonly AdmissionItem[]>>;
  readonly pod: WrittenPod;
}

export interface AdmissionItem {
  /** How messages call it: `container web`. */
  readonly title: string;
  readonly pointer: string;
  /** Normalised, for the expression. */
  readonly value: unknown;
  /** As written, for pointers. */
  readonly raw: Fields;
}

/** The object as rules over pods see it; undefined when it has no pod. */
export function podAdmission(object: KubeObject): AdmissionObject | undefined {
  const pod = podOf(object);
  if (pod === undefined) return undefined;
  const base = `${pod.pointer}/spec`;
  const spec = normalised(withoutTraps(pod.spec));
  if (!isFields(spec)) return undefined;
  const items = (noun: string, list: string): AdmissionItem[] =>
    listAt(spec, list).flatMap((value, index) => {
      const raw = listAt(pod.spec, list)[index];
      if (!isFields(value) || !isFields(raw)) return [];
      return [{ title: `${noun} ${String(value.name ?? '')}`, pointer: `${base}/${list}/${index}`, value, raw }];
    });
  const mainContainers = [...items('container', 'containers'), ...items('container', 'initContainers')];
  const containers = [...mainContainers, ...items('container', 'ephemeralContainers')];
  const volumes = items('volume', 'volumes').map((item) => ({ ...item, value: withSource(item.value) }));
  const metadata = normalised(pod.metadata);
  const podSpec = spec.volumes === undefined ? spec : { ...spec, volumes: valuesOf(volumes) };
  const whole: AdmissionItem = { title: 'the pod', pointer: base, value: podSpec, raw: pod.spec };
  const podAndContainers = [whole, ...containers];
  return {
    whole,
    lists: { containers, mainContainers, podAndContainers, volumes },
    pod,
    variables: {
      template: { metadata, spec: podSpec },
      podSpec,
      annotations: isFields(metadata) && isFields(metadata.annotations) ? metadata.annotations : {},
      isWindows: isFields(spec.os) && spec.os.name === 'windows',
      mainContainers: valuesOf(mainContainers),
      containers: valuesOf(containers),
      podAndContainers: valuesOf(podAndContainers),
      volumes: valuesOf(volumes),
    },
  };
}

/** The object as rules over Services see it; undefined when it is none. */
export function serviceAdmission(object: KubeObject): AdmissionObject | undefined {
  if (object.kind !== 'Service' || groupOf(object) !== '' || !isFields(object.spec)) return undefined;
  const service = normalised(withoutTraps(object.spec));
  return {
    whole: { title: 'the Service', pointer: '/spec', value: service, raw: object.spec },
    lists: { containers: [], mainContainers: [], podAndContainers: [], volumes: [] },
    pod: { metadata: {}, spec: {} },
    variables: { service },
  };
}

function valuesOf(items: readonly AdmissionItem[]): unknown[] {
  return items.map(({ value }) => value);
}

/**
 * The value as the API server stores it: a null in a struct is no field, and in a map it is an empty value. Whole
 * numbers become `bigint`, which is what the evaluator takes for CEL's `int`; a map with a key that means something to
 * JavaScript becomes a `Map`.
 *
 * @param place the key of the field that holds the value
 */
function normalised(value: unknown, place = ''): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => normalised(item));
  const copy: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    if (TRAPS.includes(key)) return normalisedMap(value, place);
    const there = field ?? emptyIn(place);
    if (there !== undefined) copy[key] = normalised(there, key);
  }
  return copy;
}

function normalisedMap(value: object, place: string): ReadonlyMap<string, unknown> {
  const fields = Object.entries(value).map(([key, field]) => [key, field ?? emptyIn(place)] as const);
  return new Map(fields.flatMap(([key, field]) => (field === undefined ? [] : [[key, normalised(field, key)]])));
}

/** What a null stands for in the maps of a pod that rules look into. */
function emptyIn(place: string): string | undefined {
  if (place === 'requests' || place === 'limits') return '0';
  return place === 'annotations' ? '' : undefined;
}

const TRAPS: readonly string[] = ['__proto__', 'constructor'];

/** A pod spec has no such fields, and the API server drops what it does not know. */
function withoutTraps(spec: Fields): Fields {
  if (!TRAPS.some((key) => Object.hasOwn(spec, key))) return spec;
  return Object.fromEntries(Object.entries(spec).filter(([key]) => !TRAPS.includes(key)));
}

/** A volume that names no source is an `emptyDir`. */
function withSource(volume: unknown): unknown {
  if (!isFields(volume) || volume instanceof Map) return volume;
  return Object.keys(volume).every((key) => key === 'name') ? { ...volume, emptyDir: {} } : volume;
}
