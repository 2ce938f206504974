import { join } from 'node:path';
import { loadProject } from '../../../pipeline/index.ts';
import { type Answer, ApiClient } from '../../../tools/cluster/api-client.ts';
import type { ArgoCD } from '../../../tools/cluster/argo-cd.ts';
import type { Cluster } from '../../../tools/cluster/cluster.ts';
import { deploy } from '../../../tools/cluster/deployment.ts';
import { readKubeconfig } from '../../../tools/cluster/kubeconfig.ts';
import { kubectl } from '../../../tools/cluster/kubectl.ts';
import { serveManifests } from '../../../tools/cluster/served-manifests.ts';
import { messageOf, waitFor } from '../../../tools/cluster/wait.ts';
import { withKeptLogs } from './kept-logs.ts';
import { ROOT } from './rendered.ts';

/** A request to the API server. */
export interface ApiRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'GET';
  readonly path: string;
  readonly body?: object;
  /** @default "application/json", and a merge patch for PATCH */
  readonly type?: string;
}

/** A cluster that Argo CD has deployed an environment to, whose namespaces are sealed. */
export interface SealedCluster {
  readonly cluster: Cluster;
  readonly argocd: ArgoCD;
  /** Sends a request as somebody; users who are no identities of the cluster are impersonated, with all rights. */
  send(who: Who, request: ApiRequest): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Who {
  readonly user: string;
  readonly groups?: readonly string[];
}

/** The user of a service account. */
export function account(namespace: string, name: string): Who {
  return { user: `system:serviceaccount:${namespace}:${name}`, groups: [ACCOUNTS, EVERYBODY] };
}

const ACCOUNTS = 'system:serviceaccounts';
const EVERYBODY = 'system:authenticated';
/** Kinds that are not among the components, as far as the tests need them: any content is valid. */
const FOREIGN = [
  { group: 'keda.sh', kind: 'ScaledObject', plural: 'scaledobjects' },
  { group: 'cert-manager.io', kind: 'Certificate', plural: 'certificates' },
];

/** Deploys what is committed for a cluster, gives service accounts and nodes every right, and waits for the seal. */
export async function deploySealed(name: string): Promise<SealedCluster> {
  const { environments, config } = await loadProject(ROOT);
  const environment = environments.find(({ clusters }) => clusters.some((one) => one.name === name));
  if (environment === undefined) throw new Error(`no environment has a cluster ${name}`);
  const { repository } = config;
  const deployment = await deploy({
    environment,
    cluster: name,
    branch: repository.branch,
    resync: 15,
    repository: (folder) => serveManifests({ folder, manifests: join(ROOT, 'manifests'), repository }),
  });
  const { cluster, argocd } = deployment;
  try {
    await kubectl(cluster, ['apply', '--server-side', '-f', '-'], JSON.stringify(furniture()));
    await deployment.settled({ timeout: 240_000 });
    withKeptLogs(cluster);
    const clients = new Map<string, ApiClient>();
    const as = ({ user, groups = [EVERYBODY] }: Who) => {
      const key = [user, ...groups].join('\n');
      const access = { ...readKubeconfig(cluster.kubeconfig('installer')), impersonate: { user, groups } };
      const client = clients.get(key) ?? new ApiClient(access);
      clients.set(key, client);
      return client;
    };
    const send = (who: Who, { method, path, body, type }: ApiRequest) => {
      const content = type ?? (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json');
      return as(who).answer(method, path, body, content);
    };
    const probe = { method: 'POST', path: '/api/v1/namespaces/podinfo/configmaps?dryRun=All', body: configMap } as const;
    await waitFor(async () => (await send(DEVELOPER, probe)).status === 403, { what: 'the seal', timeout: 30_000 });
    return {
      cluster,
      argocd,
      send,
      async stop() {
        for (const client of clients.values()) client.close();
        await deployment.stop();
      },
    };
  } catch (error) {
    const logs = cluster.keepLogs();
    await deployment.stop();
    throw new Error(`${messageOf(error)}\nlogs: ${logs}`, { cause: error });
  }
}

/** A developer whom somebody gave the role cluster-admin. */
export const DEVELOPER: Who = { user: 'dora', groups: ['platform-admins', EVERYBODY] };
/** Somebody who was called at night. */
export const RESCUER: Who = { user: 'rescuer', groups: ['stele:break-glass', EVERYBODY] };
/** A developer with the same rights who may debug. */
export const DEBUGGER: Who = { user: 'debra', groups: ['platform-admins', 'stele:debug', EVERYBODY] };
/** A kubelet. */
export const KUBELET: Who = { user: 'system:node:node-0', groups: ['system:nodes', EVERYBODY] };

const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'probe' } };

/** Every right for whoever is no person, so that only the seal can refuse; and the kinds that are missing. */
function furniture(): object {
  const apiGroup = 'rbac.authorization.k8s.io';
  const definitions = FOREIGN.map(({ group, kind, plural }) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          subresources: { status: {} },
        },
      ],
    },
  }));
  const binding = {
    apiVersion: `${apiGroup}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'machines-of-the-test-cluster' },
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [ACCOUNTS, 'system:nodes'].map((group) => ({ apiGroup, kind: 'Group', name: group })),
  };
  return { apiVersion: 'v1', kind: 'List', items: [binding, ...definitions] };
}
