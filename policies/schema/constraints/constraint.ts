import type { Fields } from '../../read.ts';
import type { Grammar } from '../grammar.ts';
import type { SchemaProblem } from '../problem.ts';

/**
 * What Kubernetes' own validation, which is written in Go, asks of a definition beyond its schema. Only what every API
 * server of the versions in `schemas/` refuses stands here, whatever its settings.
 */
export interface Constraints {
  /** What a field that is given must be. */
  readonly fields?: Readonly<Record<string, Grammar>>;
  /** What several fields must be together. */
  readonly whole?: (value: Fields, report: Report, kubernetes: string) => void;
}

/**
 * @param path - from the definition's own place to the field
 * @param message - names the field, and says what is wrong with it
 */
export type Report = (
  path: readonly (string | number)[],
  message: string,
  more?: Pick<SchemaProblem, 'remedy' | 'severity'>,
) => void;

/** By the definition's name without `io.k8s.api.` or `io.k8s.apimachinery.pkg.apis.`: `core.v1.Container`. */
export type ConstraintTable = Readonly<Record<string, Constraints>>;

/** Reports fields that are left out. */
export function needs(...names: readonly string[]): NonNullable<Constraints['whole']> {
  return (value, report) => {
    for (const name of names) if (!isGiven(value, name)) report([], `${name} is missing`, { remedy: `Add ${name}.` });
  };
}

/** Does one after the other. */
export function all(...parts: readonly NonNullable<Constraints['whole']>[]): NonNullable<Constraints['whole']> {
  return (...args) => {
    for (const part of parts) part(...args);
  };
}

/** Whether a field is there, and not null. */
export function isGiven(value: Fields, name: string): boolean {
  return Object.hasOwn(value, name) && value[name] !== undefined && value[name] !== null;
}

/** The same, and neither empty nor zero: what Go calls set where it has no pointer. */
export function isSet(value: Fields, name: string): boolean {
  const found = Object.hasOwn(value, name) ? value[name] : undefined;
  if (Array.isArray(found)) return found.length > 0;
  return found !== undefined && found !== null && found !== '' && found !== 0 && found !== false;
}
