import type { Problem } from './errors.ts';
import { issueProblems } from './issues.ts';
import { isPlainObject, merge } from './merge.ts';
import type { Stack } from './stack.ts';

/** Where an effective value came from. */
export type Origin = 'default' | 'environment' | 'cluster';

/** The values of one stack, parsed once from the merged raw inputs. */
export interface Values {
  /** Frozen. */
  readonly parsed: Readonly<Record<string, unknown>>;
  /** The same values as one text: equal text means equal rendering. */
  readonly key: string;
  readonly environment: unknown;
  readonly cluster: unknown;
}

/** Merges the raw inputs of environment and cluster, then parses once. */
export function parseValues(
  subject: string,
  stack: Stack,
  environment: unknown,
  cluster: unknown,
): { readonly values: Values } | { readonly problems: readonly Problem[] } {
  const raw = merge(environment, cluster);
  const result = stack.config.safeParse(raw ?? {});
  if (!result.success) return { problems: issueProblems(subject, stack.config, raw, result.error) };
  const parsed = deepFreeze(result.data);
  return { values: { parsed, key: JSON.stringify(parsed), environment, cluster } };
}

export interface EffectiveValue {
  /** Dotted path of a scalar or a list. */
  readonly path: string;
  readonly value: unknown;
  readonly origin: Origin;
}

/** Every effective value, objects taken apart, with where it came from. */
export function effectiveValues(values: Values): EffectiveValue[] {
  return leaves(values.parsed, []).map(({ path, value }) => ({
    path: path.join('.'),
    value,
    origin: originOf(values, path),
  }));
}

function originOf({ environment, cluster }: Values, path: readonly string[]): Origin {
  if (says(cluster, path)) return 'cluster';
  return says(environment, path) ? 'environment' : 'default';
}

function says(raw: unknown, path: readonly string[]): boolean {
  let value = raw;
  for (const key of path) {
    // a scalar or a list that stands where the path goes on replaced everything below it
    if (!isPlainObject(value)) return value !== undefined;
    if (!Object.hasOwn(value, key)) return false;
    value = value[key];
  }
  return value !== undefined;
}

function leaves(value: unknown, path: readonly string[]): { path: readonly string[]; value: unknown }[] {
  if (!isPlainObject(value) || (path.length > 0 && Object.keys(value).length === 0)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
}

/** Freezes a value and all it holds. */
export function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}
