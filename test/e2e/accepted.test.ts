import { basename, dirname } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Resource } from '../../tools/cluster/api-client.ts';
import { waitFor } from '../../tools/cluster/wait.ts';
import { isNamespace, isServiceAccount, type RenderedCluster, renderedClusters } from './support/rendered.ts';
import { GIVEN_KUBECONFIG, startTestCluster, type TestCluster } from './support/test-cluster.ts';

const clusters = renderedClusters();
const firstOfEachEnvironment = clusters.filter(
  (one) => clusters.find(({ environment }) => environment === one.environment) === one,
);

describe('a real API server', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster();
  });

  afterAll(() => cluster?.stop());

  it.each(titled(clusters))('accepts every object of %s without a warning', async (_, { files, pointers }) => {
    await cluster.apply(files.filter(isNamespace));

    const { code, stderr, stdout } = await cluster.tryOut([...files, ...pointers]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toHaveLength(files.length + pointers.length);
  });
});

// pods of a given cluster need images, secrets and room to run, which are not what is tested here
const IS_GIVEN = GIVEN_KUBECONFIG !== undefined;

describe('a cluster', () => {
  let cluster: TestCluster;

  afterEach(() => cluster?.stop());

  const does = IS_GIVEN ? 'makes the pods of all workloads' : 'runs all workloads';
  it.each(titled(firstOfEachEnvironment))(`${does} of %s`, async (_, { files }) => {
    cluster = await startTestCluster();
    for (const first of [isNamespace, isServiceAccount]) await cluster.apply(files.filter(first));

    const { code, stderr } = await cluster.apply(files);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const namespaces = namespacesOf(files);
    await waitFor(async () => (await unavailable(cluster, namespaces)).length === 0, {
      what: 'all workloads to be available',
      timeout: 60_000,
      explain: async () => (await unavailable(cluster, namespaces)).join('\n'),
    });
    expect(await refusals(cluster, namespaces)).toEqual([]);
  });
});

function titled(clusters: readonly RenderedCluster[]): readonly (readonly [string, RenderedCluster])[] {
  return clusters.map((one) => [`${one.environment}/${one.name}`, one]);
}

function namespacesOf(files: readonly string[]): ReadonlySet<string> {
  return new Set(files.map((file) => basename(dirname(file))));
}

/** Workloads that do not run as many pods as they want, or whose Job has not ended. */
async function unavailable(cluster: TestCluster, namespaces: ReadonlySet<string>): Promise<readonly string[]> {
  const client = cluster.as('installer');
  const list = async (path: string) =>
    (await client.list(path)).filter(({ metadata }) => namespaces.has(metadata.namespace ?? ''));
  const [deployments, statefulSets, jobs] = await Promise.all([
    list('/apis/apps/v1/deployments'),
    list('/apis/apps/v1/statefulsets'),
    list('/apis/batch/v1/jobs'),
  ]);
  const wanting = [...deployments, ...statefulSets].filter(
    ({ spec, status, metadata }) =>
      status.observedGeneration !== metadata.generation ||
      (status[IS_GIVEN ? 'replicas' : 'readyReplicas'] ?? 0) !== spec.replicas ||
      (status.updatedReplicas ?? 0) !== spec.replicas,
  );
  return [...wanting, ...jobs.filter(({ status }) => !IS_GIVEN && status.succeeded !== 1)].map(title);
}

/** Events that say that a pod could not be made or placed. */
async function refusals(cluster: TestCluster, namespaces: ReadonlySet<string>): Promise<readonly string[]> {
  const events = await cluster.as('installer').list('/api/v1/events');
  return events
    .filter(({ reason, involvedObject }) => reason === 'FailedCreate' && namespaces.has(involvedObject.namespace))
    .map((event) => `${title(event.involvedObject)}: ${event.message}`);
}

function title({ kind, metadata, name, namespace }: Resource): string {
  return `${kind ?? ''} ${metadata?.namespace ?? namespace}/${metadata?.name ?? name}`;
}
