import { at, isFields } from '../../../policies/read.ts';

/** The keys and indexes that lead to a line. */
export type Place = readonly (string | number)[];

/** The lines of a value: its leaves, but what belongs together is one. */
export function placesOf(value: unknown, together: readonly string[] = [], place: Place = []): readonly Place[] {
  if (typeof value !== 'object' || value === null || together.includes(patternOf(place))) return [place];
  return Array.isArray(value)
    ? value.flatMap((item, index) => placesOf(item, together, [...place, index]))
    : Object.entries(value).flatMap(([key, field]) => placesOf(field, together, [...place, key]));
}

/** A place with `*` for any index, and `containers` for `initContainers` too. */
export function patternOf(place: Place): string {
  return place
    .map((key) => (typeof key === 'number' ? '*' : key))
    .join('.')
    .replace(/^initContainers\b/, 'containers');
}

/** A value without one of its lines. */
export function removed(value: unknown, [key, ...rest]: Place): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => (index !== key ? [item] : rest.length === 0 ? [] : [removed(item, rest)]));
  }
  if (!isFields(value)) return value;
  const entries = Object.entries(value).flatMap(([name, field]) =>
    name !== key ? [[name, field]] : rest.length === 0 ? [] : [[name, removed(field, rest)]],
  );
  return Object.fromEntries(entries);
}

/** A value with another one in a place. */
export function replaced(value: unknown, [key, ...rest]: Place, by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? replaced(item, rest, by) : item));
  return isFields(value) ? { ...value, [key]: replaced(at(value, key), rest, by) } : value;
}
