import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Cluster, startCluster } from '../../../tools/cluster/cluster.ts';
import { type CustomResources, installCustomResources } from '../../../tools/cluster/custom-resources.ts';
import { openGivenCluster } from '../../../tools/cluster/given-cluster.ts';
import { type KubectlResult, kubectl, type Reachable, tryKubectl } from '../../../tools/cluster/kubectl.ts';

import { waitFor } from '../../../tools/cluster/wait.ts';
import { withKeptLogs } from './kept-logs.ts';
import { isNamespace } from './rendered.ts';

/** The kubeconfig of a cluster that somebody else runs; without it, tests start clusters of their own. */
export const GIVEN_KUBECONFIG = process.env.STELE_E2E_KUBECONFIG || undefined;

/** A cluster that has the kinds that Stele renders, and the Namespace of Argo CD. */
export interface TestCluster extends Pick<Cluster, 'folder' | 'as' | 'kubeconfig' | 'stop'> {
  /** Applies objects, one a file, and refuses what is unknown in them. */
  apply(files: readonly string[]): Promise<KubectlResult>;
  /** Sends them as `apply` does, and changes nothing. */
  tryOut(files: readonly string[]): Promise<KubectlResult>;
  /** Deletes what was applied, and waits until it is gone. */
  clear(): Promise<void>;
}

/** The API groups by which one sees whether a cluster has kinds already. */
const KINDS = {
  argocd: 'argoproj.io',
  'gateway-api': 'gateway.networking.k8s.io',
  'external-secrets': 'external-secrets.io',
  'prometheus-operator': 'monitoring.coreos.com',
} as const satisfies Partial<Record<CustomResources, string>>;

/** The kinds that are rendered: the API server works long on each of the others, too. */
const RENDERED: readonly CustomResources[] = [
  'applications',
  'projects',
  'http-routes',
  'secret-references',
  'prometheuses',
  'alertmanagers',
  'alert-rules',
  'pod-monitors',
  'service-monitors',
  'probes',
];

/** Starts a cluster, or opens the given one. */
export function startTestCluster(): Promise<TestCluster> {
  return GIVEN_KUBECONFIG === undefined ? startOwn() : openGiven(GIVEN_KUBECONFIG);
}

async function startOwn(): Promise<TestCluster> {
  const cluster = withKeptLogs(await startCluster());
  await installCustomResources(cluster, RENDERED);
  await kubectl(cluster, ['create', 'namespace', 'argocd']);
  const applied = new Set<string>();
  return {
    ...cluster,
    apply(files) {
      for (const file of files) applied.add(file);
      return send(cluster, files);
    },
    tryOut: (files) => send(cluster, files, '--dry-run=server'),
    async clear() {
      const files = [...applied];
      applied.clear();
      // a Namespace waits seconds for pods that it finds, so they go first
      const [last, first] = [files.filter(isNamespace), files.filter((file) => !isNamespace(file))];
      await remove(cluster, first, '--wait=false');
      await waitFor(async () => (await cluster.as('installer').list('/api/v1/pods')).length === 0, {
        what: 'the pods to go',
        timeout: 60_000,
      });
      await remove(cluster, last);
    },
  };
}

async function openGiven(path: string): Promise<TestCluster> {
  const cluster = await openGivenCluster(path);
  const { claims } = cluster;
  try {
    const hasArgoCD = await claims.hasGroup(KINDS.argocd);
    await claims.definitions(async () => {
      for (const [name, group] of Object.entries(KINDS) as [keyof typeof KINDS, string][]) {
        if (!(await claims.hasGroup(group))) await installCustomResources(cluster, [name]);
      }
    });
    const apply = async (files: readonly string[]) => send(cluster, await claims.take(files));
    await apply([namespaceFile(cluster.folder, 'argocd')]);
    return {
      ...cluster,
      apply: (files) => apply(hasArgoCD ? files.filter(isNotOfArgoCD) : files),
      tryOut: (files) => send(cluster, files, '--dry-run=server'),
      clear: () => claims.releaseObjects(),
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** The Argo CD of a given cluster keeps its own settings. */
function isNotOfArgoCD(file: string): boolean {
  return basename(dirname(file)) !== 'argocd';
}

function namespaceFile(folder: string, name: string): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  return file;
}

async function send(cluster: Reachable, files: readonly string[], ...more: readonly string[]): Promise<KubectlResult> {
  if (files.length === 0) return { code: 0, stdout: '', stderr: '' };
  const how = ['--server-side', '--force-conflicts', '--validate=strict', ...more];
  return tryKubectl(cluster, 'installer', ['apply', ...how, ...files.flatMap((file) => ['-f', file])]);
}

async function remove(cluster: Reachable, files: readonly string[], ...more: readonly string[]): Promise<void> {
  if (files.length === 0) return;
  await kubectl(cluster, ['delete', '--ignore-not-found', ...more, ...files.flatMap((file) => ['-f', file])]);
}
