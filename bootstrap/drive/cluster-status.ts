import { isPlainObject } from '../../model/merge.ts';
import type { ClusterModel, Environment } from '../../model/resolved.ts';
import { isSpoke } from '../../pipeline/day-zero-objects.ts';
import type { Project } from '../../pipeline/load.ts';
import { KubeClient } from '../kube/kube-client.ts';
import { parseKubeconfig } from '../kube/kubeconfig.ts';
import { RECORD_PATH, recordOf, recordText } from '../release-record.ts';
import { readSettings } from '../settings.ts';
import { checkPlace, type Place } from './check-place.ts';
import { openStack, stackSettings } from './pulumi-stack.ts';

/** What runs of Argo CD, and what it makes of the repository. */
export interface ClusterStatus {
  readonly place: Place;
  /** What day 0 installed; undefined where it has not been, and on a cluster that a hub deploys to. */
  readonly dayZero: string | undefined;
  readonly workloads: readonly WorkloadStatus[];
  readonly applications: readonly ApplicationStatus[];
}

export interface WorkloadStatus {
  readonly kind: string;
  readonly name: string;
  /** The tag of its image. */
  readonly version: string;
  readonly ready: number;
  readonly wanted: number;
}

export interface ApplicationStatus {
  readonly name: string;
  readonly sync: string;
  readonly health: string;
  /** The commit that it was compared with, or empty. */
  readonly revision: string;
  /** What went wrong, or empty. */
  readonly message: string;
}

export interface StatusOptions {
  readonly project: Project;
  readonly environment: Environment;
  readonly cluster: ClusterModel;
}

/**
 * Looks at a cluster, with the kubeconfig of its Pulumi stack.
 *
 * @throws UserError when the kubeconfig is missing or the cluster cannot be reached
 */
export async function clusterStatus({ project, environment, cluster }: StatusOptions): Promise<ClusterStatus> {
  const stack = await openStack(project.root, cluster.name);
  const spoke = isSpoke(environment, cluster.name);
  const settings = readSettings(await stackSettings(stack), { repository: project.config.repository.url, spoke });
  const access = parseKubeconfig(`kubeconfig of "${cluster.name}"`, settings.kubeconfig);
  const client = await KubeClient.connect(cluster.name, access);
  try {
    const place = await checkPlace(client, environment, cluster);
    const record = spoke ? undefined : recordOf(await client.find(RECORD_PATH));
    const part = `?labelSelector=${encodeURIComponent('app.kubernetes.io/part-of=argocd')}`;
    const [deployments, sets, applications] = await Promise.all(
      [
        `/apis/apps/v1/namespaces/argocd/deployments${part}`,
        `/apis/apps/v1/namespaces/argocd/statefulsets${part}`,
        '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications',
      ].map(async (path) => itemsOf(await client.find(path))),
    );
    const own = (applications ?? []).map(applicationStatus).filter(({ name }) => belongs(name, environment, cluster));
    return {
      place,
      dayZero: record === undefined ? undefined : recordText(record),
      workloads: [
        ...(deployments ?? []).map((one) => workloadStatus('Deployment', one)),
        ...(sets ?? []).map((one) => workloadStatus('StatefulSet', one)),
      ],
      applications: own,
    };
  } finally {
    client.close();
  }
}

/** Whether Argo CD runs, and has brought all of the cluster to what Git says. */
export function isFine({ workloads, applications }: ClusterStatus): boolean {
  return (
    workloads.length > 0 &&
    workloads.every(({ ready, wanted }) => ready >= wanted) &&
    applications.length > 0 &&
    applications.every(({ sync, health }) => sync === 'Synced' && health === 'Healthy')
  );
}

/** On a hub the names of a cluster's Applications begin with the cluster's. */
function belongs(name: string, { argocd }: Environment, cluster: ClusterModel): boolean {
  return argocd.hub === undefined || name.startsWith(`${cluster.name}.`);
}

function workloadStatus(kind: string, object: Tree): WorkloadStatus {
  const [container] = at(object, 'spec', 'template', 'spec', 'containers').list;
  const image = at(container, 'image').text;
  return {
    kind,
    name: at(object, 'metadata', 'name').text,
    version: /:([^:@/]+)(@|$)/.exec(image)?.[1] ?? image,
    ready: at(object, 'status', 'readyReplicas').number ?? 0,
    wanted: at(object, 'spec', 'replicas').number ?? 1,
  };
}

function applicationStatus(object: Tree): ApplicationStatus {
  const conditions = at(object, 'status', 'conditions').list.map((condition) => at(condition, 'message').text);
  const failed = /^(Failed|Error)$/.test(at(object, 'status', 'operationState', 'phase').text);
  const operation = failed ? [at(object, 'status', 'operationState', 'message').text] : [];
  return {
    name: at(object, 'metadata', 'name').text,
    sync: at(object, 'status', 'sync', 'status').text || 'Unknown',
    health: at(object, 'status', 'health', 'status').text || 'Unknown',
    revision: at(object, 'status', 'sync', 'revision').text,
    message: [...conditions, ...operation].filter((text) => text !== '').join('; '),
  };
}

type Tree = unknown;

function itemsOf(list: unknown): readonly Tree[] {
  return at(list, 'items').list;
}

/** A field of an object that anybody may have written, as what it is expected to be. */
function at(object: Tree, ...path: readonly string[]) {
  const value = path.reduce<unknown>((inner, key) => (isPlainObject(inner) ? inner[key] : undefined), object);
  return {
    text: typeof value === 'string' ? value : '',
    number: typeof value === 'number' ? value : undefined,
    list: Array.isArray(value) ? (value as readonly Tree[]) : [],
  };
}
