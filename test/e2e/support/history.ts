import type { Resource } from '../../../tools/cluster/api-client.ts';
import type { Cluster } from '../../../tools/cluster/cluster.ts';
import { isReady } from './workloads.ts';

/** What became of the pods and ConfigMaps of a namespace, every version of them, from one moment to another. */
export interface History {
  /** Ends it, and says what was seen. */
  stop(): Chronicle;
}

export interface Chronicle {
  /** The fewest pods that were ready at once; pods about to go do not count. */
  readonly fewestReady: number;
  /** Names of the ConfigMaps that were there and went. */
  readonly lostConfigMaps: readonly string[];
  /** Pods that were made in this time and turned ready. */
  readonly started: readonly Resource[];
}

/** Watches a namespace. What is there at the beginning counts as the beginning. */
export async function follow(cluster: Cluster, namespace: string): Promise<History> {
  const client = cluster.as('installer');
  const core = `/api/v1/namespaces/${namespace}`;
  const before = await client.list(`${core}/pods`);
  const known = new Set(before.map(({ metadata }) => metadata.uid));
  const pods = new Map<string | undefined, Resource>(before.map((pod) => [pod.metadata.uid, pod]));
  const started = new Map<string | undefined, Resource>();
  const lostConfigMaps: string[] = [];
  let fewestReady = Number.POSITIVE_INFINITY;
  const endPods = await client.watch(`${core}/pods`, ({ type, object }) => {
    const { uid } = object.metadata;
    if (type === 'DELETED') pods.delete(uid);
    else pods.set(uid, object);
    if (isReady(object) && !known.has(uid)) started.set(uid, object);
    const serving = [...pods.values()].filter((pod) => pod.metadata.deletionTimestamp === undefined && isReady(pod));
    fewestReady = Math.min(fewestReady, serving.length);
  });
  const endConfigMaps = await client.watch(`${core}/configmaps`, ({ type, object }) => {
    if (type === 'DELETED') lostConfigMaps.push(object.metadata.name);
  });
  return {
    stop() {
      endPods();
      endConfigMaps();
      return { fewestReady, lostConfigMaps, started: [...started.values()] };
    },
  };
}
