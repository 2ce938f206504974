import type { KubeObject } from '../../../model/kube.ts';
import { isFields } from '../../../policies/read.ts';

/** One object with one thing changed. */
export interface SchemaMutation {
  /** What was changed, and where, to find it again. */
  readonly title: string;
  readonly object: KubeObject;
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** As many mutations of some objects, each object as often as the others. */
export function schemaMutations(
  objects: readonly KubeObject[],
  { count, seed }: { readonly count: number; readonly seed: number },
): readonly SchemaMutation[] {
  const random = randomNumbers(seed);
  return Array.from({ length: count }, (_, index) => {
    const original = objects[index % objects.length];
    if (original === undefined) throw new TypeError('there is no object to change');
    // a tree of plain data, as it came from YAML
    const object = structuredClone(original) as KubeObject;
    const what = change(object, random);
    return { title: `${object.kind}: ${what}`, object };
  });
}

/** A value in an object, by what holds it. */
interface Slot {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string | number;
  readonly path: string;
}

type Change = (slot: Slot, random: () => number) => string | undefined;

function change(object: KubeObject, random: () => number): string {
  const slots = slotsOf(object, '');
  for (;;) {
    const slot = pick(slots, random);
    const what = pick(CHANGES, random)(slot, random);
    if (what !== undefined) return `${slot.path}: ${what}`;
  }
}

/** Every field but those that say what the object is. */
function slotsOf(value: unknown, path: string): Slot[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, key) => [
      { holder: value, key, path: `${path}/${key}` },
      ...slotsOf(item, `${path}/${key}`),
    ]);
  }
  if (!isFields(value)) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder)
    .filter((key) => !['/apiVersion', '/kind', '/metadata/namespace'].includes(`${path}/${key}`))
    .flatMap((key) => [{ holder, key, path: `${path}/${key}` }, ...slotsOf(holder[key], `${path}/${key}`)]);
}

const CHANGES: readonly Change[] = [
  remove,
  remove,
  wrongType,
  unknownField,
  misspell,
  outOfRange,
  badText,
  badKey,
  empty,
  repeat,
  nothing,
];

function remove({ holder, key }: Slot): string {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
  return 'removed';
}

function wrongType(slot: Slot, random: () => number): string | undefined {
  const value = read(slot);
  const other = pick(['text', 17, true, [], {}, 1.5, ['a']], random);
  if (typeof other === typeof value && Array.isArray(other) === Array.isArray(value)) return undefined;
  return write(slot, other);
}

function unknownField(slot: Slot): string | undefined {
  const value = read(slot);
  if (!isFields(value)) return undefined;
  (value as Record<string, unknown>).unknownField = 'x';
  return 'an unknown field';
}

function misspell({ holder, key }: Slot, random: () => number): string | undefined {
  if (Array.isArray(holder) || typeof key === 'number' || key.length < 3) return undefined;
  const at = 1 + Math.floor(random() * (key.length - 1));
  const spelled = pick([key.slice(0, at) + key.slice(at + 1), key.toLowerCase(), `${key}s`], random);
  if (Object.hasOwn(holder, spelled)) return undefined;
  holder[spelled] = holder[key];
  delete holder[key];
  return `renamed to ${spelled}`;
}

function outOfRange(slot: Slot, random: () => number): string | undefined {
  if (typeof read(slot) !== 'number') return undefined;
  return write(slot, pick([-1, 0, 1, 511, 512, 65536, 2 ** 31, 2 ** 40, 100000], random));
}

function badText(slot: Slot, random: () => number): string | undefined {
  const value = read(slot);
  if (typeof value !== 'string') return undefined;
  const others = [
    '',
    'UPPER',
    'a_b',
    '-a',
    'a-',
    'a.b',
    'a/b',
    '/a',
    '../a',
    'a b',
    '10',
    '1.2.3.4',
    '10%',
    '-5',
    '*.a',
    'ä',
  ];
  return write(slot, pick([...others, `${value}x`, value.repeat(70), value.toUpperCase(), ` ${value}`], random));
}

function badKey({ holder, key, path }: Slot, random: () => number): string | undefined {
  const isMap = /\/(labels|annotations|matchLabels|nodeSelector|data|selector|requests|limits|hard)$/.test(
    path.slice(0, path.lastIndexOf('/')),
  );
  if (Array.isArray(holder) || !isMap) return undefined;
  const other = pick(['a b', '/a', 'a/b/c', 'A_b', 'x'.repeat(64), 'Example.com/a', '..a', 'a.b', 'ä'], random);
  holder[other] = holder[key];
  return `the key ${other} too`;
}

function empty(slot: Slot): string | undefined {
  const value = read(slot);
  if (Array.isArray(value)) return write(slot, []);
  return isFields(value) ? write(slot, {}) : undefined;
}

function repeat(slot: Slot): string | undefined {
  const value = read(slot);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  value.push(structuredClone(value[0]));
  return 'its first item again';
}

function nothing(slot: Slot): string {
  return write(slot, null);
}

function read({ holder, key }: Slot): unknown {
  return Array.isArray(holder) ? holder[Number(key)] : holder[key];
}

function write({ holder, key }: Slot, value: unknown): string {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else holder[key] = value;
  return `is ${JSON.stringify(value)?.slice(0, 60)}`;
}

function pick<T>(list: readonly T[], random: () => number): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new TypeError('there is nothing to pick from');
  return found;
}
