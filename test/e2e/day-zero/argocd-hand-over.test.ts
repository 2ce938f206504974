import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseManifest } from '../../../bootstrap/install/parse-manifest.ts';
import { prepareInstall } from '../../../bootstrap/install/prepare-install.ts';
import { lockRing, lockSchema } from '../../../model/lock.ts';
import type { Resource } from '../../../tools/cluster/api-client.ts';
import { type Cluster, startCluster } from '../../../tools/cluster/cluster.ts';
import { kubectl } from '../../../tools/cluster/kubectl.ts';
import { waitFor } from '../../../tools/cluster/wait.ts';
import { component, folderOf } from '../../../tools/component-cache.ts';
import { withKeptLogs } from '../support/kept-logs.ts';
import { ROOT, readObject, renderedCluster } from '../support/rendered.ts';
import { upstreamObjects } from '../support/upstream-objects.ts';

const MANIFESTS = join(folderOf(component('argocd')), 'manifests');

describe.each([
  ['plain', 'staging', 'staging-eu-1', 'install.yaml', 6],
  ['highly available', 'prod', 'prod-eu-1', 'ha/install.yaml', 13],
] as const)('the %s install of %s', (_, environment, name, manifest, pods) => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = withKeptLogs(await startCluster());
    const [namespace = ''] = filesOf(environment, name, /\/Namespace\.argocd\.yaml$/);
    await kubectl(cluster, ['apply', '--server-side', '-f', namespace]);
    await apply('day-zero', dayZero(environment, manifest));
    await running(pods);
  });

  afterAll(() => cluster?.stop());

  it('is replaced by what the tree makes of it, on three nodes and with no pod refused', async () => {
    const before = await podNames();
    const [application = ''] = filesOf(environment, name, /\/Application\.argocd-upstream\.yaml$/);

    await apply('tree', upstreamObjects(readObject(application)));
    await running(pods);

    expect((await podNames()).filter((pod) => before.includes(pod) && !/-\d+$/.test(pod))).toEqual([]);
    const events = await cluster.as('installer').list('/api/v1/namespaces/argocd/events');
    expect(events.filter(({ reason }) => reason === 'FailedCreate').map(({ message }) => message)).toEqual([]);
  });

  async function apply(file: string, objects: readonly object[]): Promise<void> {
    const path = join(cluster.folder, `${file}.json`);
    writeFileSync(path, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
    // both are written by Argo CD, as far as the API server knows
    await kubectl(cluster, ['apply', '--server-side', '--field-manager', 'argocd-controller', '-f', path]);
  }

  async function podNames(): Promise<readonly string[]> {
    const found = await cluster.as('installer').list('/api/v1/namespaces/argocd/pods');
    return found.map(({ metadata }) => metadata.name);
  }

  /** Waits until every workload runs all its pods, of its last generation and no other. */
  async function running(count: number): Promise<void> {
    await waitFor(async () => (await podNames()).length === count && (await unfinished()).length === 0, {
      what: 'the rollouts to end',
      timeout: 60_000,
      explain: async () => (await unfinished()).join('\n'),
    });
  }

  async function unfinished(): Promise<readonly string[]> {
    const kinds = ['deployments', 'statefulsets'];
    const lists = kinds.map((kind) => cluster.as('installer').list(`/apis/apps/v1/namespaces/argocd/${kind}`));
    return (await Promise.all(lists))
      .flat()
      .filter(isUnfinished)
      .map(({ metadata, status }) => `${metadata.name}: ${JSON.stringify(status)}`);
  }
});

function isUnfinished({ metadata, spec, status }: Resource): boolean {
  return (
    status.observedGeneration !== metadata.generation ||
    status.readyReplicas !== spec.replicas ||
    status.updatedReplicas !== spec.replicas
  );
}

/** What day 0 applies, with the images of the lock. */
function dayZero(environment: string, manifest: string): readonly object[] {
  const lock = `environments/${environment}.lock.json`;
  const { images } = lockRing(lockSchema.parse(JSON.parse(readFileSync(join(ROOT, lock), 'utf8'))), 0);
  const objects = parseManifest(manifest, readFileSync(join(MANIFESTS, manifest), 'utf8'));
  return prepareInstall(objects, { images, mirror: undefined, lock, dex: false, installed: false });
}

function filesOf(environment: string, name: string, path: RegExp): readonly string[] {
  return renderedCluster(environment, name).files.filter((file) => path.test(file));
}
