import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, ApiClient } from '../../../tools/cluster/api-client.ts';
import type { ArgoCD } from '../../../tools/cluster/argo-cd.ts';
import type { Cluster } from '../../../tools/cluster/cluster.ts';
import type { Deployment } from '../../../tools/cluster/deployment.ts';
import { readKubeconfig } from '../../../tools/cluster/kubeconfig.ts';
import { kubectl } from '../../../tools/cluster/kubectl.ts';
import { messageOf, waitFor } from '../../../tools/cluster/wait.ts';
import { APPS, deployPlatform, Platform } from './platform.ts';
import { ROOT } from './rendered.ts';

/** A request to the API server. */
export interface ApiRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'GET';
  readonly path: string;
  readonly body?: object;
  /** @default "application/json", and a merge patch for PATCH */
  readonly type?: string;
}

/** A cluster that Argo CD deploys to, whose namespaces are sealed. */
export interface SealedCluster {
  readonly cluster: Cluster;
  readonly argocd: ArgoCD;
  readonly platform: Platform;
  readonly settled: Deployment['settled'];
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

const POLICIES = "policies({ debugImages: ['docker.io/library/busybox'] }),";
const KINDS = ['http-routes', 'secret-references', 'pod-monitors', 'probes', 'prometheuses', 'alert-rules'] as const;
const ACCOUNTS = 'system:serviceaccounts';
const EVERYBODY = 'system:authenticated';
/** Kinds that are not among the components, as far as the tests need them: any content is valid. */
const FOREIGN = [
  { group: 'keda.sh', kind: 'ScaledObject', plural: 'scaledobjects' },
  { group: 'keda.sh', kind: 'ScaledJob', plural: 'scaledjobs' },
  { group: 'argoproj.io', kind: 'AnalysisTemplate', plural: 'analysistemplates' },
  { group: 'argoproj.io', kind: 'Experiment', plural: 'experiments' },
  { group: 'cert-manager.io', kind: 'Certificate', plural: 'certificates' },
];

/**
 * Deploys podinfo, Redis and the policies to a cluster, gives service accounts and nodes every right, and waits for the
 * seal.
 */
export async function deploySealed(): Promise<SealedCluster> {
  const platform = new Platform([
    { name: 'test', stacks: { podinfo: APPS.podinfo, redis: APPS.redis, catalog: APPS.catalog, policies: POLICIES } },
  ]);
  // it finds its stacks among the applications
  platform.project.write('stacks/apps/policies.ts', readFileSync(join(ROOT, 'stacks/platform/policies.ts'), 'utf8'));
  await platform.release();
  const deployment = await deployPlatform(platform, { customResources: KINDS });
  const { cluster, argocd } = deployment;
  try {
    await kubectl(cluster, ['apply', '--server-side', '-f', '-'], JSON.stringify(furniture()));
    // the stack argocd does it elsewhere
    await kubectl(cluster, ['label', 'namespace', 'argocd', 'stele.dev/sealed=true']);
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
    const probe = {
      method: 'POST',
      path: '/api/v1/namespaces/podinfo/configmaps?dryRun=All',
      body: configMap,
    } as const;
    await waitFor(async () => (await send(DEVELOPER, probe)).status === 403, { what: 'the seal', timeout: 30_000 });
    return {
      cluster,
      argocd,
      platform,
      settled: deployment.settled,
      send,
      async stop() {
        for (const client of clients.values()) client.close();
        await deployment.stop();
        platform.project.remove();
      },
    };
  } catch (error) {
    const logs = cluster.keepLogs();
    await deployment.stop();
    platform.project.remove();
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
