/** Where a test file says which clusters it runs. */
export const CLUSTERS = Symbol.for('stele.e2e.clusters');

export interface HasLogs {
  keepLogs(): string;
}

/** From now on, when a test of this file fails, the logs of the cluster are kept, and the message names their folder. */
export function withKeptLogs<T extends HasLogs>(cluster: T): T {
  const { [CLUSTERS]: clusters } = globalThis as { readonly [CLUSTERS]?: Set<HasLogs> };
  clusters?.add(cluster);
  return cluster;
}
