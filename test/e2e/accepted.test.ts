import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Resource } from '../../tools/cluster/api-client.ts';
import { waitFor } from '../../tools/cluster/wait.ts';
import { isNamespace, isServiceAccount, type RenderedCluster, renderedClusters } from './support/rendered.ts';
import { GIVEN_KUBECONFIG, startTestCluster, type TestCluster } from './support/test-cluster.ts';

// pods of a given cluster need images, secrets and room to run, which are not what is tested here
const IS_GIVEN = GIVEN_KUBECONFIG !== undefined;
const DOES = IS_GIVEN ? 'makes the pods of all workloads' : 'runs all workloads';

let cluster: TestCluster;
let isUsed = false;
/** The texts of manifests that the API server has accepted. */
const accepted = new Set<string>();

beforeAll(async () => {
  cluster = await startTestCluster();
});

// what the last one left goes with the cluster, unless it is a given one
beforeEach(async () => {
  if (isUsed) await cluster.clear();
  isUsed = true;
});

afterAll(async () => {
  if (IS_GIVEN) await cluster?.clear();
  await cluster?.stop();
});

describe.each(titled(renderedClusters()))('a cluster with the manifests of %s', (_, { files, pointers }) => {
  it(`accepts every object without a warning, restricts every pod, and ${DOES}`, async () => {
    await cluster.apply(files.filter(isNamespace));
    // clusters have half of their objects in common, to the letter
    const untried = [...files, ...pointers].filter((file) => !accepted.has(readFileSync(file, 'utf8')));
    const tried = await cluster.tryOut(untried);
    expect({ code: tried.code, stderr: tried.stderr }).toEqual({ code: 0, stderr: '' });
    expect(tried.stdout.trim().split('\n')).toHaveLength(untried.length);
    for (const file of untried) accepted.add(readFileSync(file, 'utf8'));

    // before the pods that mount its token
    await cluster.apply(files.filter(isServiceAccount));
    // the Argo CD of a given cluster would act on its own
    const { code, stderr } = await cluster.apply(IS_GIVEN ? files : [...files, ...pointers]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const namespaces = namespacesOf(files);
    expect(await open(namespaces)).toEqual([]);
    await waitFor(async () => (await unavailable(namespaces)).length === 0, {
      what: 'all workloads to be available',
      timeout: 60_000,
      explain: async () => [...(await unavailable(namespaces)), ...(await refusals(namespaces))].join('\n'),
    });
    expect(await refusals(namespaces)).toEqual([]);
  });
});

function titled(clusters: readonly RenderedCluster[]): readonly (readonly [string, RenderedCluster])[] {
  return clusters.map((one) => [`${one.environment}/${one.name}`, one]);
}

function namespacesOf(files: readonly string[]): ReadonlySet<string> {
  return new Set(files.filter((file) => !isClusterScoped(file)).map((file) => basename(dirname(file))));
}

function isClusterScoped(file: string): boolean {
  return basename(dirname(file)) === '_cluster';
}

/** Namespaces that take a pod which may do what it likes. */
async function open(namespaces: ReadonlySet<string>): Promise<readonly string[]> {
  const container = { name: 'anything', image: 'example.com/anything', securityContext: { privileged: true } };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'anything' }, spec: { containers: [container] } };
  const answers = await Promise.all(
    [...namespaces].map(async (namespace) => {
      const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
      const { status, body } = await cluster.as('installer').answer('POST', path, pod);
      return { namespace, isRefused: status === 403 && body.includes('violates PodSecurity \\"restricted') };
    }),
  );
  return answers.filter(({ isRefused }) => !isRefused).map(({ namespace }) => namespace);
}

/** Workloads that do not run as many pods as they want, or whose Job has not ended. */
async function unavailable(namespaces: ReadonlySet<string>): Promise<readonly string[]> {
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
async function refusals(namespaces: ReadonlySet<string>): Promise<readonly string[]> {
  const events = await cluster.as('installer').list('/api/v1/events');
  return events
    .filter(({ reason, involvedObject }) => reason === 'FailedCreate' && namespaces.has(involvedObject.namespace))
    .map((event) => `${title(event.involvedObject)}: ${event.message}`);
}

function title({ kind, metadata, name, namespace }: Resource): string {
  return `${kind ?? ''} ${metadata?.namespace ?? namespace}/${metadata?.name ?? name}`;
}
