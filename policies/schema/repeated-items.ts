import { isFields } from '../read.ts';
import type { Schema } from './form.ts';

/** An item of a list that is the same as one before it. */
export interface RepeatedItem {
  readonly first: number;
  readonly again: number;
  /** The fields by which items are told apart; empty where they are as a whole. */
  readonly keys: string;
}

/**
 * The items of a map or a set that stand there twice. Server-side apply refuses them; of Kubernetes' own kinds a plain
 * create takes them.
 *
 * @param items - the schema of an item, for the defaults of its keys
 */
export function* repeatedItems(
  schema: Schema,
  value: readonly unknown[],
  items: Schema | undefined,
): Generator<RepeatedItem> {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'map' && type !== 'set') return;
  const names = schema['x-kubernetes-list-map-keys'] ?? [];
  const seen = new Map<string, number>();
  for (const [again, item] of value.entries()) {
    const key = type === 'set' ? keyText(item) : names.map((name) => keyText(keyOf(item, name, items))).join(' ');
    const first = seen.get(key);
    if (first === undefined) seen.set(key, again);
    else yield { first, again, keys: type === 'set' ? '' : names.join(' and ') };
  }
}

/** Whether repeated items of a list of Kubernetes are errors already: of `constraints/`, `unique-env-var`, `unique-port`. */
export function isSaidElsewhere(list: string | number | undefined): boolean {
  return SAID_ELSEWHERE.has(list);
}

const SAID_ELSEWHERE: ReadonlySet<string | number | undefined> = new Set([
  ...['containers', 'env', 'ephemeralContainers', 'initContainers', 'ports', 'topologySpreadConstraints'],
  ...['volumeMounts', 'volumes'],
]);

/** A key that is left out has its default. */
function keyOf(item: unknown, name: string, items: Schema | undefined): unknown {
  const value = isFields(item) && Object.hasOwn(item, name) ? item[name] : undefined;
  return value ?? items?.properties?.[name]?.default ?? null;
}

/** Texts and numbers that differ, differ here too. */
function keyText(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : typeof value === 'number' ? String(value) : stable(value);
}

/** The same text for equal values, whatever the order of their keys. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    isFields(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
