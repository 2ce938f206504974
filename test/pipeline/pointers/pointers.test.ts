import { describe, expect, it } from '@jest/globals';
import { pointers } from '../../../pipeline/pointers/index.ts';
import { type TestVariant, testEnvironment, testObject, testVariant } from './fleet.ts';

const config = { repository: { url: 'https://github.com/acme/platform.git', branch: 'main' } };

const SHOP: TestVariant = {
  objects: [
    testObject('v1', 'Namespace', 'shop'),
    testObject('apps/v1', 'Deployment', 'web', 'shop'),
    testObject('v1', 'Service', 'web', 'shop'),
  ],
};

function objectsOf(environment: ReturnType<typeof testEnvironment>, variants: Parameters<typeof pointers>[1]) {
  return pointers(environment, variants, config).map(({ object }) => object);
}

describe('pointers', () => {
  it("gives a team's project its namespaces, its kinds and this repository", () => {
    const environment = testEnvironment(['prod-eu-1'], [{ name: 'shop' }]);
    expect(pointers(environment, [testVariant(environment, 'shop', SHOP)], config)[0]).toEqual({
      path: 'prod/_clusters/prod-eu-1/AppProject.web.yaml',
      source: 'environments/prod.ts',
      object: {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: {
          name: 'web',
          namespace: 'argocd',
          // before the Applications that need it
          annotations: { 'argocd.argoproj.io/sync-wave': '-1', 'stele.dev/source': 'environments/prod.ts' },
        },
        spec: {
          description: 'Stacks of team web on prod-eu-1',
          sourceRepos: ['https://github.com/acme/platform.git'],
          destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'shop' }],
          clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'shop' }],
          namespaceResourceWhitelist: [
            { group: '', kind: 'Service' },
            { group: 'apps', kind: 'Deployment' },
          ],
        },
      },
    });
  });

  it('points a stack at its variant', () => {
    const environment = testEnvironment(['prod-eu-1'], [{ name: 'shop' }]);
    const variant = testVariant(environment, 'shop', { ...SHOP, name: 'eu-west-1' });
    expect(pointers(environment, [variant], config)[1]).toEqual({
      path: 'prod/_clusters/prod-eu-1/Application.shop.yaml',
      source: 'environments/prod.ts',
      object: {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: {
          name: 'shop',
          namespace: 'argocd',
          annotations: {
            'argocd.argoproj.io/manifest-generate-paths': '.',
            'stele.dev/source': 'environments/prod.ts',
          },
        },
        spec: {
          project: 'web',
          destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
          source: {
            repoURL: 'https://github.com/acme/platform.git',
            targetRevision: 'refs/heads/main',
            path: 'manifests/prod/ring-0/shop/eu-west-1',
            directory: { recurse: true },
          },
          syncPolicy: {
            automated: { prune: true, selfHeal: true },
            syncOptions: ['ServerSideApply=true', 'SkipDryRunOnMissingResource=true'],
            retry: { limit: -1, refresh: true, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
          },
        },
      },
    });
  });

  it('gives each cluster one project a team and one Application a stack, and nothing else', () => {
    const environment = testEnvironment(
      ['prod-us-1', 'prod-eu-1'],
      [{ name: 'shop' }, { name: 'blog' }, { name: 'argo', team: 'platform' }],
    );
    const variants = [
      testVariant(environment, 'shop', SHOP),
      testVariant(environment, 'blog', { clusters: ['prod-eu-1'] }),
      testVariant(environment, 'argo'),
    ];
    expect(pointers(environment, variants, config).map(({ path }) => path)).toEqual([
      'prod/_clusters/prod-eu-1/AppProject.platform.yaml',
      'prod/_clusters/prod-eu-1/AppProject.web.yaml',
      'prod/_clusters/prod-eu-1/Application.argo.yaml',
      'prod/_clusters/prod-eu-1/Application.blog.yaml',
      'prod/_clusters/prod-eu-1/Application.shop.yaml',
      'prod/_clusters/prod-us-1/AppProject.platform.yaml',
      'prod/_clusters/prod-us-1/AppProject.web.yaml',
      'prod/_clusters/prod-us-1/Application.argo.yaml',
      'prod/_clusters/prod-us-1/Application.shop.yaml',
    ]);
  });

  it('allows a team on a cluster only what it runs there', () => {
    const environment = testEnvironment(['prod-eu-1', 'prod-us-1'], [{ name: 'shop' }, { name: 'blog' }]);
    const variants = [
      testVariant(environment, 'shop', SHOP),
      testVariant(environment, 'blog', { clusters: ['prod-eu-1'] }),
    ];
    const projects = objectsOf(environment, variants).filter(({ kind }) => kind === 'AppProject');
    expect(projects.map(({ spec }) => (spec as { destinations: unknown }).destinations)).toEqual([
      [
        { server: 'https://kubernetes.default.svc', namespace: 'blog' },
        { server: 'https://kubernetes.default.svc', namespace: 'shop' },
      ],
      [{ server: 'https://kubernetes.default.svc', namespace: 'shop' }],
    ]);
  });

  it('allows what an Application of a stack installs from upstream', () => {
    const environment = testEnvironment(['prod-eu-1'], [{ name: 'monitoring', team: 'platform' }]);
    const variant = testVariant(environment, 'monitoring', {
      objects: [testObject('argoproj.io/v1alpha1', 'Application', 'operator-crds', 'argocd')],
      projectNeeds: [
        {
          repositories: ['https://github.com/prometheus-operator/prometheus-operator'],
          namespaces: ['monitoring'],
          clusterKinds: ['apiextensions.k8s.io/CustomResourceDefinition'],
          namespacedKinds: ['/ConfigMap'],
        },
      ],
    });
    expect(objectsOf(environment, [variant])[0]?.spec).toEqual({
      description: 'Stacks of team platform on prod-eu-1',
      sourceRepos: [
        'https://github.com/acme/platform.git',
        'https://github.com/prometheus-operator/prometheus-operator',
      ],
      destinations: [
        { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
        { server: 'https://kubernetes.default.svc', namespace: 'monitoring' },
      ],
      clusterResourceWhitelist: [{ group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' }],
      namespaceResourceWhitelist: [
        { group: '', kind: 'ConfigMap' },
        { group: 'argoproj.io', kind: 'Application' },
      ],
    });
  });

  it('names pointers by cluster on a hub, and sends their objects to the cluster', () => {
    const environment = testEnvironment(['prod-eu-1'], [{ name: 'shop' }], { hub: 'hub-1', syncWindows: [] });
    const found = pointers(environment, [testVariant(environment, 'shop', SHOP)], config);
    expect(found.map(({ path, object }) => [path, object.metadata.name])).toEqual([
      ['prod/_clusters/prod-eu-1/AppProject.prod-eu-1.web.yaml', 'prod-eu-1.web'],
      ['prod/_clusters/prod-eu-1/Application.prod-eu-1.shop.yaml', 'prod-eu-1.shop'],
    ]);
    expect(found[0]?.object.spec).toHaveProperty('destinations', [{ name: 'prod-eu-1', namespace: 'shop' }]);
    expect(found[1]?.object.spec).toMatchObject({
      project: 'prod-eu-1.web',
      destination: { name: 'prod-eu-1', namespace: 'shop' },
    });
  });

  it('refuses an Application in a stack that a hub deploys', () => {
    const environment = testEnvironment(['prod-eu-1'], [{ name: 'monitoring' }], { hub: 'hub-1' });
    const objects = [testObject('argoproj.io/v1alpha1', 'Application', 'crds', 'argocd')];
    expect(() => pointers(environment, [testVariant(environment, 'monitoring', { objects })], config)).toThrow(
      'environments/prod.ts: monitoring: Application crds would be written to clusters that have no Argo CD, because argocd.hub is "hub-1"; run the stack in an environment without a hub, or let it render what it installs',
    );
  });

  it('refuses a stack with the name of the root Application', () => {
    const environment = testEnvironment(['prod-eu-1'], [{ name: 'stele-root' }]);
    expect(() => pointers(environment, [testVariant(environment, 'stele-root')], config)).toThrow(
      'stacks/apps/stele-root.ts: stack name "stele-root" is taken by the root Application; use another',
    );
  });

  it('deletes what a stack deployed only when the stack says so, and keeps its project until then', () => {
    const environment = testEnvironment(['prod-eu-1'], [{ name: 'shop', onRemove: 'delete' }]);
    const [project, application] = objectsOf(environment, [testVariant(environment, 'shop', SHOP)]);
    const finalizers = ['resources-finalizer.argocd.argoproj.io'];
    expect([project?.metadata.finalizers, application?.metadata.finalizers]).toEqual([finalizers, finalizers]);
  });

  it('syncs as the environment says', () => {
    const argocd = {
      prune: false,
      selfHeal: false,
      syncWindows: [{ kind: 'deny', schedule: '0 0 24 12 *', duration: '216h' }],
    } as const;
    const environment = testEnvironment(['prod-eu-1'], [{ name: 'shop' }], argocd);
    const [project, application] = objectsOf(environment, [testVariant(environment, 'shop')]);
    expect(project?.spec).toHaveProperty('syncWindows', [
      {
        kind: 'deny',
        schedule: '0 0 24 12 *',
        duration: '216h',
        timeZone: 'UTC',
        manualSync: true,
        applications: ['*'],
      },
    ]);
    expect(application?.spec).toHaveProperty('syncPolicy.automated', { prune: false, selfHeal: false });
  });

  it('keeps the replicas of what an autoscaler scales', () => {
    const environment = testEnvironment(['prod-eu-1'], [{ name: 'shop' }]);
    const autoscaler = {
      ...testObject('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', 'shop'),
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
    };
    const [, application] = objectsOf(environment, [testVariant(environment, 'shop', { objects: [autoscaler] })]);
    expect(application?.spec).toMatchObject({
      ignoreDifferences: [
        { group: 'apps', kind: 'Deployment', name: 'web', namespace: 'shop', jsonPointers: ['/spec/replicas'] },
      ],
      syncPolicy: {
        syncOptions: ['ServerSideApply=true', 'SkipDryRunOnMissingResource=true', 'RespectIgnoreDifferences=true'],
      },
    });
  });

  it('does not depend on the order of variants', () => {
    const environment = testEnvironment(['prod-eu-1'], [{ name: 'shop' }, { name: 'blog' }]);
    const variants = [testVariant(environment, 'shop', SHOP), testVariant(environment, 'blog')];
    expect(pointers(environment, variants.toReversed(), config)).toEqual(pointers(environment, variants, config));
  });
});
