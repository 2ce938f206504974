import type { Resource } from '../../../tools/cluster/api-client.ts';
import type { Cluster } from '../../../tools/cluster/cluster.ts';

/** Path of a Deployment that is named like its namespace. */
export function deployment(name: string): string {
  return `/apis/apps/v1/namespaces/${name}/deployments/${name}`;
}

/** The pods of a namespace that are not about to go. */
export async function pods(cluster: Cluster, namespace: string): Promise<readonly Resource[]> {
  const all = await cluster.as('installer').list(`/api/v1/namespaces/${namespace}/pods`);
  return all.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** Whether a pod is ready. */
export function isReady(pod: Resource): boolean {
  const conditions: readonly { readonly type: string; readonly status: string }[] = pod.status.conditions ?? [];
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}
