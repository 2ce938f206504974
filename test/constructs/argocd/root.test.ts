import { describe, expect, it } from '@jest/globals';
import { rootApplication, rootProject } from '../../../constructs/argocd/index.ts';

const config = { repository: { url: 'https://github.com/acme/platform.git', branch: 'main' } };
const argocd = { hub: undefined, prune: true, selfHeal: true, syncWindows: [] };

describe('rootApplication', () => {
  it("reads the folder of one cluster's pointers", () => {
    const environment = { argocd };
    expect(rootApplication({ cluster: 'prod-eu-1', folder: 'prod/_clusters/prod-eu-1', environment, config })).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name: 'stele-root',
        namespace: 'argocd',
        annotations: { 'argocd.argoproj.io/manifest-generate-paths': '.' },
      },
      spec: {
        project: 'stele-root',
        destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
        source: {
          repoURL: 'https://github.com/acme/platform.git',
          targetRevision: 'refs/heads/main',
          path: 'manifests/prod/_clusters/prod-eu-1',
          directory: { recurse: true },
        },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ['ServerSideApply=true', 'SkipDryRunOnMissingResource=true'],
          retry: { limit: -1, refresh: true, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
        },
      },
    });
  });

  it("carries the cluster's name on a hub, and still writes into the hub's own namespace", () => {
    const environment = { argocd: { ...argocd, hub: 'hub-1' } };
    const { metadata, spec } = rootApplication({
      cluster: 'prod-eu-1',
      folder: 'prod/_clusters/prod-eu-1',
      environment,
      config,
    });
    expect([metadata.name, spec.destination]).toEqual([
      'prod-eu-1.stele-root',
      { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
    ]);
  });

  it("prunes and heals as the environment's stacks do", () => {
    const environment = { argocd: { ...argocd, prune: false, selfHeal: false } };
    const { spec } = rootApplication({ cluster: 'dev-1', folder: 'dev/_clusters/dev-1', environment, config });
    expect(spec.syncPolicy?.automated).toEqual({ prune: false, selfHeal: false });
  });
});

describe('rootProject', () => {
  it("allows pointers in Argo CD's namespace, from this repository, and nothing else", () => {
    expect(rootProject(config)).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'stele-root', namespace: 'argocd' },
      spec: {
        description: 'What runs where: the Applications and AppProjects that Stele renders',
        sourceRepos: ['https://github.com/acme/platform.git'],
        destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'argocd' }],
        clusterResourceWhitelist: [],
        namespaceResourceWhitelist: [
          { group: 'argoproj.io', kind: 'AppProject' },
          { group: 'argoproj.io', kind: 'Application' },
        ],
      },
    });
  });
});
