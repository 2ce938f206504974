import type { FactPath, Facts } from './facts.ts';
import { factAt } from './facts.ts';

/** Thrown by a construct that needs a fact which the cluster was not told; the renderer adds the cluster and the stack. */
export class MissingFact extends Error {
  readonly fact: FactPath;
  readonly neededFor: string;

  constructor(fact: FactPath, neededFor: string) {
    super(`fact ${fact} is needed for ${neededFor} and not given`);
    this.name = 'MissingFact';
    this.fact = fact;
    this.neededFor = neededFor;
  }
}

type At<T, P extends string> = P extends `${infer Head}.${infer Tail}`
  ? Head extends keyof T
    ? At<NonNullable<T[Head]>, Tail>
    : never
  : P extends keyof T
    ? NonNullable<T[P]>
    : never;

/**
 * Reads a fact that a construct cannot do without.
 *
 * @param neededFor what for, in words that go after "is needed for": `the HTTPRoute of workload web`
 * @throws MissingFact when the cluster was not told it
 */
export function need<P extends FactPath>(facts: Facts, fact: P, neededFor: string): At<Facts, P> {
  const value = factAt(facts, fact);
  if (value === undefined) throw new MissingFact(fact, neededFor);
  return value as At<Facts, P>;
}
