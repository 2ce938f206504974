import { describe, expect, test } from '@jest/globals';
import { dayZeroClaims, identityOf, isDayZeroObject } from '../../pipeline/day-zero-objects.ts';
import type { Variant } from '../../pipeline/rendering.ts';

const APPLICATION = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' };

describe('day 0 keeps', () => {
  test.each([
    ['the root Application', { ...APPLICATION, metadata: { name: 'stele-root', namespace: 'argocd' } }],
    [
      'that of another cluster of a hub',
      { ...APPLICATION, metadata: { name: 'prod-us-1.stele-root', namespace: 'argocd' } },
    ],
    ['their project', { ...APPLICATION, kind: 'AppProject', metadata: { name: 'stele-root', namespace: 'argocd' } }],
    [
      'access to the repository',
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'stele-repository', namespace: 'argocd' } },
    ],
    [
      'access to a cluster',
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'stele-cluster-prod-us-1', namespace: 'argocd' } },
    ],
    [
      'known hosts',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-ssh-known-hosts-cm', namespace: 'argocd' } },
    ],
  ])('%s', (_, object) => {
    expect(isDayZeroObject(identityOf(object), false)).toBe(true);
  });

  test.each([
    ['an Application of the tree', { ...APPLICATION, metadata: { name: 'not-stele-root', namespace: 'argocd' } }],
    [
      'settings of Argo CD',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm', namespace: 'argocd' } },
    ],
    ['the namespace of Argo CD', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } }],
    [
      'a Secret of the same name elsewhere',
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'stele-repository', namespace: 'web' } },
    ],
  ])('not %s', (_, object) => {
    expect(isDayZeroObject(identityOf(object), false)).toBe(false);
  });

  test('on a cluster that a hub deploys to, the account that the hub acts as, with its namespace', () => {
    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'argocd-application-controller', namespace: 'argocd' },
    };

    expect(isDayZeroObject(identityOf(account), true)).toBe(true);
    expect(isDayZeroObject(identityOf(account), false)).toBe(false);
    expect(isDayZeroObject('/Namespace//argocd', true)).toBe(true);
  });
});

test('a stack that renders what day 0 keeps is named, with the object', () => {
  const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'stele-repository', namespace: 'argocd' } };

  expect(dayZeroClaims([variant(undefined, object)])).toEqual([
    {
      subject: 'stacks/platform/argocd.ts: Secret stele-repository',
      message: 'belongs to day 0, which Pulumi keeps; leave it out of the stack, or use another name',
    },
  ]);
});

test('whose Argo CD deploys to a cluster decides what is kept there', () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } };

  expect(dayZeroClaims([variant(undefined, namespace)])).toEqual([]);
  expect(dayZeroClaims([variant('prod-eu-1', namespace)])).toEqual([]);
  expect(dayZeroClaims([variant('hub-1', namespace)])).toHaveLength(1);
});

function variant(hub: string | undefined, object: Variant['rendering']['objects'][number]): Variant {
  return {
    environment: { argocd: { hub } },
    use: { source: 'stacks/platform/argocd.ts' },
    rendering: { objects: [object] },
    clusters: [{ name: 'prod-eu-1' }],
  } as unknown as Variant;
}
