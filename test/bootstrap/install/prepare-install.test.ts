import { expect, test } from '@jest/globals';
import { type PrepareOptions, prepareInstall } from '../../../bootstrap/install/prepare-install.ts';
import type { KubeObject } from '../../../model/kube.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const OPTIONS: PrepareOptions = {
  images: { 'quay.io/argoproj/argocd': { tag: 'v3.5.3', digest: DIGEST } },
  mirror: undefined,
  lock: 'environments/prod.lock.json: ring 0',
  dex: false,
  installed: false,
};

test('each image, of init containers too, is that of the lock by its digest', () => {
  const [prepared] = prepareInstall([deployment('argocd-server', 'quay.io/argoproj/argocd:v3.5.3')], OPTIONS);

  const image = `quay.io/argoproj/argocd:v3.5.3@${DIGEST}`;
  expect(prepared?.spec).toMatchObject({
    template: {
      spec: {
        initContainers: [{ name: 'prepare', image, imagePullPolicy: 'IfNotPresent' }],
        containers: [{ name: 'main', image, imagePullPolicy: 'IfNotPresent' }],
      },
    },
  });
});

test('images come from the mirror of the cluster', () => {
  const mirror = { 'quay.io': 'mirror.example.com/quay' };

  const prepared = prepareInstall([deployment('argocd-server', 'quay.io/argoproj/argocd:v3.5.3')], {
    ...OPTIONS,
    mirror,
  });

  expect(JSON.stringify(prepared)).toContain(`"mirror.example.com/quay/argoproj/argocd:v3.5.3@${DIGEST}"`);
});

test('an image that the lock lacks is an error that names both', () => {
  expect(() =>
    prepareInstall([deployment('argocd-redis', 'public.ecr.aws/docker/library/redis:8.2.3-alpine')], OPTIONS),
  ).toThrow(
    'environments/prod.lock.json: ring 0: has no public.ecr.aws/docker/library/redis, which the install of Argo CD runs',
  );
});

test('the manifest names no namespace: what lives in one goes to argocd', () => {
  const role: KubeObject = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'argocd-server' },
  };
  const account: KubeObject = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'argocd-server' } };

  expect(prepareInstall([role, account], OPTIONS).map(({ metadata }) => metadata.namespace)).toEqual([
    undefined,
    'argocd',
  ]);
});

test('of what the cluster has already, an image that the lock has dropped keeps its own reference', () => {
  const redis = deployment('argocd-redis', 'public.ecr.aws/docker/library/redis:8.2.3-alpine');

  expect(JSON.stringify(prepareInstall([redis], { ...OPTIONS, installed: true }))).toContain(
    '"public.ecr.aws/docker/library/redis:8.2.3-alpine"',
  );
});

test('Dex is left out unless it is a part of it', () => {
  const dex = deployment('argocd-dex-server', 'ghcr.io/dexidp/dex:v2.45.1');
  const images = { 'ghcr.io/dexidp/dex': { tag: 'v2.45.1', digest: DIGEST } };

  expect(prepareInstall([dex], OPTIONS)).toEqual([]);
  expect(prepareInstall([dex], { ...OPTIONS, images, dex: true })).toHaveLength(1);
});

function deployment(name: string, image: string): KubeObject {
  const containers = [{ name: 'main', image, imagePullPolicy: 'Always' }];
  const spec = { initContainers: [{ name: 'prepare', image }], containers };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { template: { spec } } };
}
