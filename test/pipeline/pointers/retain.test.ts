import { describe, expect, it } from '@jest/globals';
import { projectObject, projectSpec } from '../../../constructs/argocd/index.ts';
import type { KubeObject } from '../../../model/kube.ts';
import { retainPermissions } from '../../../pipeline/pointers/index.ts';

function project(namespaces: readonly string[], kinds: readonly string[]) {
  return projectObject(
    'web',
    projectSpec({
      repositories: ['https://github.com/acme/platform.git'],
      destinations: namespaces.map((namespace) => ({ server: 'https://kubernetes.default.svc', namespace })),
      clusterKinds: namespaces.map((namespace) => `/Namespace/${namespace}`),
      namespacedKinds: kinds,
    }),
  );
}

const BEFORE = project(['blog', 'shop'], ['apps/Deployment', 'batch/CronJob']);
const AFTER = project(['blog'], ['/ConfigMap', 'apps/Deployment']);

describe('retainPermissions', () => {
  it('leaves a new project as it is', () => {
    expect(retainPermissions(undefined, AFTER)).toBe(AFTER);
  });

  it('leaves a project that only grows as it is', () => {
    const grown = project(['blog', 'shop', 'wiki'], ['apps/Deployment', 'batch/CronJob']);
    expect(retainPermissions(BEFORE, grown)).toBe(grown);
  });

  it('retains no pattern that somebody wrote into the committed project', () => {
    const opened = project(['blog', '*'], ['apps/Deployment', '*/*']);
    expect(retainPermissions(opened, project(['blog'], ['apps/Deployment']))).toEqual(
      project(['blog'], ['apps/Deployment']),
    );
  });

  it('still allows what the change removes, so that Argo CD can delete it', () => {
    const kept = retainPermissions(BEFORE, AFTER);
    expect(kept.spec).toEqual({
      ...AFTER.spec,
      destinations: BEFORE.spec.destinations,
      clusterResourceWhitelist: BEFORE.spec.clusterResourceWhitelist,
      namespaceResourceWhitelist: [
        { group: '', kind: 'ConfigMap' },
        { group: 'apps', kind: 'Deployment' },
        { group: 'batch', kind: 'CronJob' },
      ],
    });
  });

  it('says what it allows only for a while', () => {
    expect(JSON.parse(retainPermissions(BEFORE, AFTER).metadata.annotations?.['stele.dev/retained'] ?? '')).toEqual({
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'shop' }],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'shop' }],
      namespaceResourceWhitelist: [{ group: 'batch', kind: 'CronJob' }],
    });
  });

  it('gives the same again when nothing changes', () => {
    const kept = retainPermissions(BEFORE, AFTER);
    expect(retainPermissions(kept, AFTER)).toEqual(kept);
  });

  it('drops it with the next change', () => {
    const kept = retainPermissions(BEFORE, AFTER);
    const next = project(['blog', 'wiki'], ['/ConfigMap', 'apps/Deployment']);
    expect(retainPermissions(kept, next)).toEqual(next);
  });

  it('no longer retains what is rendered again', () => {
    const kept = retainPermissions(BEFORE, AFTER);
    const back = project(['blog', 'shop'], ['/ConfigMap', 'apps/Deployment', 'batch/CronJob']);
    expect(retainPermissions(kept, back)).toEqual(back);
  });

  it.each([
    ['no spec', { spec: null }],
    ['lists that are none', { spec: { destinations: 'all', namespaceResourceWhitelist: [null, 'apps/Deployment'] } }],
    ['a note that is no JSON', { spec: AFTER.spec, metadata: retaining('nonsense') }],
    ['a note that is something else', { spec: AFTER.spec, metadata: retaining('{"destinations": 5}') }],
    ['a note that is nothing', { spec: AFTER.spec, metadata: retaining('null') }],
  ])('retains nothing of a project into which somebody wrote %s', (_what, edit) => {
    expect(retainPermissions({ ...AFTER, ...edit } as KubeObject, AFTER)).toEqual(AFTER);
  });
});

function retaining(text: string): KubeObject['metadata'] {
  return { ...AFTER.metadata, annotations: { 'stele.dev/retained': text } };
}
