import type { Environment } from '../../model/resolved.ts';

/** The rings of an environment, in the order in which they get a change. */
export function ringsOf(environment: Environment): readonly number[] {
  return [...new Set(environment.clusters.map((cluster) => cluster.ring))].sort((a, b) => a - b);
}

/** The image repositories that the stacks of a ring run, each with the names of those stacks. */
export function imagesRunIn(environment: Environment, ring: number): ReadonlyMap<string, readonly string[]> {
  const stacks = new Map<string, string[]>();
  for (const { stack, clusters } of environment.stacks) {
    if (!clusters.some((cluster) => cluster.ring === ring)) continue;
    for (const repository of new Set(Object.values(stack.images))) {
      stacks.set(repository, [...(stacks.get(repository) ?? []), stack.name]);
    }
  }
  return new Map([...stacks].sort(([a], [b]) => (a < b ? -1 : 1)));
}
