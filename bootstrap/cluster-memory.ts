import { isPlainObject } from '../model/merge.ts';
import { DAY_ZERO } from '../pipeline/day-zero-objects.ts';
import type { KubeClient } from './kube/kube-client.ts';
import { RECORD_PATH, type ReleaseRecord, recordOf } from './release-record.ts';

const KNOWN_HOSTS_PATH = `/api/v1/namespaces/argocd/configmaps/${DAY_ZERO.knownHosts}`;

/** What a cluster knows of an earlier run, and of the Argo CD that it has. */
export interface ClusterMemory {
  /** What day 0 did; undefined where it has not been. */
  readonly record: ReleaseRecord | undefined;
  /** The text of `ssh_known_hosts` that its Argo CD has; undefined where there is none. */
  readonly knownHosts: string | undefined;
}

/** What a cluster knows that nobody has been to. */
export const NO_MEMORY: ClusterMemory = { record: undefined, knownHosts: undefined };

/** Asks a cluster what it knows. */
export async function readMemory(client: KubeClient): Promise<ClusterMemory> {
  const [project, hosts] = await Promise.all([client.find(RECORD_PATH), client.find(KNOWN_HOSTS_PATH)]);
  return { record: recordOf(project), knownHosts: knownHostsOf(hosts) };
}

/** The text of `ssh_known_hosts` that a ConfigMap has. */
export function knownHostsOf(map: unknown): string | undefined {
  const data = isPlainObject(map) ? map.data : undefined;
  const text = isPlainObject(data) ? data.ssh_known_hosts : undefined;
  return typeof text === 'string' ? text : undefined;
}
