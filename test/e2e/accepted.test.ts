import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Resource } from '../../tools/cluster/api-client.ts';
import { type Cluster, startCluster } from '../../tools/cluster/cluster.ts';
import { installCustomResources } from '../../tools/cluster/custom-resources.ts';
import { type KubectlResult, kubectl, tryKubectl } from '../../tools/cluster/kubectl.ts';
import { waitFor } from '../../tools/cluster/wait.ts';
import { isNamespace, isServiceAccount, type RenderedCluster, renderedClusters } from './support/rendered.ts';

const clusters = renderedClusters();
const firstOfEachEnvironment = clusters.filter(
  (one) => clusters.find(({ environment }) => environment === one.environment) === one,
);

describe('a real API server', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startFurnishedCluster();
  });

  afterAll(() => cluster?.stop());

  it.each(titled(clusters))('accepts every object of %s without a warning', async (_, { files, pointers }) => {
    await apply(cluster, files.filter(isNamespace));

    const { code, stderr, stdout } = await apply(cluster, [...files, ...pointers], '--dry-run=server');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toHaveLength(files.length + pointers.length);
  });
});

describe('a cluster', () => {
  let cluster: Cluster;

  afterEach(() => cluster?.stop());

  it.each(titled(firstOfEachEnvironment))('runs all workloads of %s', async (_, { files }) => {
    cluster = await startFurnishedCluster();
    for (const first of [isNamespace, isServiceAccount]) await apply(cluster, files.filter(first));

    const { code, stderr } = await apply(cluster, files);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await waitFor(async () => (await unavailable(cluster)).length === 0, {
      what: 'all workloads to be available',
      timeout: 60_000,
      explain: async () => (await unavailable(cluster)).join('\n'),
    });
    expect(await refusals(cluster)).toEqual([]);
  });
});

function titled(clusters: readonly RenderedCluster[]): readonly (readonly [string, RenderedCluster])[] {
  return clusters.map((one) => [`${one.environment}/${one.name}`, one]);
}

async function startFurnishedCluster(): Promise<Cluster> {
  const cluster = await startCluster();
  await installCustomResources(cluster, ['argocd', 'gateway-api', 'external-secrets', 'prometheus-operator']);
  await kubectl(cluster, ['create', 'namespace', 'argocd']);
  return cluster;
}

function apply(cluster: Cluster, files: readonly string[], ...more: readonly string[]): Promise<KubectlResult> {
  const how = ['--server-side', '--force-conflicts', '--validate=strict', ...more];
  return tryKubectl(cluster, 'installer', ['apply', ...how, ...files.flatMap((file) => ['-f', file])]);
}

/** Workloads that do not run as many pods as they want, or whose Job has not ended. */
async function unavailable(cluster: Cluster): Promise<readonly string[]> {
  const client = cluster.as('installer');
  const [deployments, statefulSets, jobs] = await Promise.all([
    client.list('/apis/apps/v1/deployments'),
    client.list('/apis/apps/v1/statefulsets'),
    client.list('/apis/batch/v1/jobs'),
  ]);
  const wanting = [...deployments, ...statefulSets].filter(
    ({ spec, status, metadata }) =>
      status.observedGeneration !== metadata.generation ||
      (status.readyReplicas ?? 0) !== spec.replicas ||
      (status.updatedReplicas ?? 0) !== spec.replicas,
  );
  return [...wanting, ...jobs.filter(({ status }) => status.succeeded !== 1)].map(title);
}

/** Events that say that a pod could not be made or placed. */
async function refusals(cluster: Cluster): Promise<readonly string[]> {
  const events = await cluster.as('installer').list('/api/v1/events');
  return events
    .filter(({ reason }) => reason === 'FailedCreate')
    .map((event) => `${title(event.involvedObject)}: ${event.message}`);
}

function title({ kind, metadata, name, namespace }: Resource): string {
  return `${kind ?? ''} ${metadata?.namespace ?? namespace}/${metadata?.name ?? name}`;
}
