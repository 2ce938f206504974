import { expect, test } from '@jest/globals';
import { checkRights } from '../../../bootstrap/drive/rights.ts';
import { KubeClient } from '../../../bootstrap/kube/kube-client.ts';
import { parseKubeconfig } from '../../../bootstrap/kube/kubeconfig.ts';
import type { KubeObject } from '../../../model/kube.ts';
import { type LoopbackApi, loopbackApi } from '../support/loopback-api.ts';

const REVIEW = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const DEPLOYMENT = object('apps/v1', 'Deployment', 'argocd');
const SECRET = object('v1', 'Secret', 'argocd');

interface Asked {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
}

test('who may do everything is asked one question', async () => {
  const api = await cluster(() => true);

  await check(api, [DEPLOYMENT, SECRET]);
  expect(api.asked).toEqual([`POST ${REVIEW}`]);
});

test('whatever is missing is said, by what it is missing of', async () => {
  const api = await cluster(() => false);

  await expect(check(api, [SECRET, object('v1', 'Namespace')])).rejects.toThrow(
    [
      'prod-eu-1: the kubeconfig (context "loopback") may not get, list, watch, create, patch secrets in namespace argocd; take one of a cluster administrator',
      'prod-eu-1: the kubeconfig (context "loopback") may not get, list, watch, create, patch namespaces; take one of a cluster administrator',
    ].join('\n'),
  );
});

test('one right that is missing among many is found', async () => {
  const api = await cluster(({ verb, resource }) => verb !== '*' && !(verb === 'watch' && resource === 'deployments'));

  await expect(check(api, [DEPLOYMENT, SECRET])).rejects.toThrow(
    /^prod-eu-1: the kubeconfig \(context "loopback"\) may not watch deployments\.apps in namespace argocd; take one of a cluster administrator$/,
  );
});

test('who has all that is asked for need not be able to do everything', async () => {
  const api = await cluster(({ verb }) => verb !== '*');

  await expect(check(api, [DEPLOYMENT, SECRET])).resolves.toBeUndefined();
});

test('Pulumi also watches what a workload is made of', async () => {
  const api = await cluster(({ resource }) => resource === 'deployments');

  await expect(check(api, [DEPLOYMENT])).rejects.toThrow(
    'may not get, list, watch replicasets.apps in namespace argocd; take one of a cluster administrator\n' +
      'prod-eu-1: the kubeconfig (context "loopback") may not get, list, watch pods in namespace argocd',
  );
});

test('who gives rights needs them, or the right to give them', async () => {
  const group = 'rbac.authorization.k8s.io/v1';
  const binding = { ...object(group, 'RoleBinding', 'argocd'), roleRef: { kind: 'ClusterRole', name: 'admin' } };
  const api = await cluster(({ verb }) => !['*', 'bind', 'escalate'].includes(verb));

  await expect(check(api, [object(group, 'ClusterRole'), binding])).rejects.toThrow(
    'may not escalate clusterroles.rbac.authorization.k8s.io; take one of a cluster administrator\n' +
      'prod-eu-1: the kubeconfig (context "loopback") may not bind clusterroles.rbac.authorization.k8s.io in namespace argocd',
  );
});

function object(apiVersion: string, kind: string, namespace?: string): KubeObject {
  return { apiVersion, kind, metadata: { name: 'any', ...(namespace && { namespace }) } };
}

function cluster(allows: (asked: Asked) => boolean): Promise<LoopbackApi> {
  return loopbackApi({
    [`POST ${REVIEW}`]: ({ spec }) => ({ status: 201, body: { status: { allowed: allows(spec.resourceAttributes) } } }),
  });
}

async function check(api: LoopbackApi, objects: readonly KubeObject[]): Promise<void> {
  const client = await KubeClient.connect('prod-eu-1', parseKubeconfig('kubeconfig', api.kubeconfig()));
  try {
    await checkRights('prod-eu-1', client, objects);
  } finally {
    client.close();
  }
}
