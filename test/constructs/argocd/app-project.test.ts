import { describe, expect, it } from '@jest/globals';
import { AppProject } from '../../../constructs/argocd/index.ts';
import { objectOf, testChart } from '../../support/stack-chart.ts';

const NOTHING = { repositories: [], destinations: [], clusterKinds: [], namespacedKinds: [] };

describe('AppProject', () => {
  it('allows what it lists and nothing else, in an order of its own', () => {
    const chart = testChart({ namespace: 'argocd' });
    new AppProject(chart, 'previews', {
      repositories: ['https://example.com/b.git', 'https://example.com/a.git'],
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'preview' }],
      clusterKinds: [],
      namespacedKinds: ['apps/Deployment', '/Service', '/ConfigMap'],
    });
    expect(objectOf(chart, 'AppProject')).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'previews', namespace: 'argocd' },
      spec: {
        sourceRepos: ['https://example.com/a.git', 'https://example.com/b.git'],
        destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'preview' }],
        clusterResourceWhitelist: [],
        namespaceResourceWhitelist: [
          { group: '', kind: 'ConfigMap' },
          { group: '', kind: 'Service' },
          { group: 'apps', kind: 'Deployment' },
        ],
      },
    });
  });

  it('drops single objects of a kind that it allows whole, and takes names literally', () => {
    const chart = testChart({ namespace: 'argocd' });
    new AppProject(chart, 'previews', {
      repositories: [],
      destinations: [],
      clusterKinds: ['/Namespace', '/Namespace/a', 'rbac.authorization.k8s.io/ClusterRole/a*'],
      namespacedKinds: [],
    });
    expect(objectOf(chart, 'AppProject').spec).toHaveProperty('clusterResourceWhitelist', [
      { group: '', kind: 'Namespace' },
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'a\\*' },
    ]);
  });

  it('refuses a kind without its group', () => {
    const props = { ...NOTHING, namespacedKinds: ['ConfigMap'] };
    expect(() => new AppProject(testChart(), 'previews', props)).toThrow(
      'shop/previews: namespacedKinds: "ConfigMap" is no kind; write group/Kind, for example apps/Deployment, or /ConfigMap in the core group',
    );
  });

  it('has sync windows in UTC that leave people free, unless they say otherwise', () => {
    const chart = testChart({ namespace: 'argocd' });
    const syncWindows = [{ kind: 'deny', schedule: '0 22 * * 5', duration: '8h' }] as const;
    new AppProject(chart, 'previews', { ...NOTHING, syncWindows });
    expect(objectOf(chart, 'AppProject').spec).toHaveProperty('syncWindows', [
      { ...syncWindows[0], timeZone: 'UTC', manualSync: true, applications: ['*'] },
    ]);
  });

  it('refuses a sync window that Argo CD could not parse', () => {
    const syncWindows = [{ kind: 'deny', schedule: '0 22 * * 5', duration: '1d' }] as const;
    expect(() => new AppProject(testChart(), 'previews', { ...NOTHING, syncWindows })).toThrow(
      'shop/previews: syncWindows.0.duration: "1d" is no duration; write hours, minutes and seconds, for example 8h or 1h30m',
    );
  });
});
