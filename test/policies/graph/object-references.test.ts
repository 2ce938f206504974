import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../model/kube.ts';
import { Evaluator } from '../../../policies/evaluator.ts';
import rule from '../../../policies/rules/valid-object-reference.ts';
import { testFacts } from '../../support/stack-chart.ts';

const CAPABILITIES = {
  secretStore: { kind: 'ClusterSecretStore', name: 'vault' },
  routing: { kind: 'gateway', gateway: 'public', namespace: 'gateway', listener: 'https' },
};

/** What is said of objects of namespace web, in a tree that is all of a cluster with these facts. */
function said(objects: readonly object[], capabilities: object = CAPABILITIES): readonly string[] {
  const namespaces = ['web', 'gateway'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const evaluator = new Evaluator({
    rules: [rule],
    options: { settings: {} },
    schemas: () => {
      throw new Error('needs no schemas');
    },
  });
  const violations = evaluator.evaluate({
    objects: [...namespaces, ...objects] as KubeObject[],
    kubernetes: '1.36',
    tier: 'production',
    complete: true,
    facts: testFacts({ capabilities }),
  });
  return violations.map(({ severity, message }) => `${severity}: ${message}`);
}

const metadata = { name: 'web', namespace: 'web' };
const externalSecret = (secretStoreRef: object) => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata,
  spec: { secretStoreRef },
});
const route = (name: string, namespace: string) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata,
  spec: { parentRefs: [{ name, namespace }] },
});
const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata,
  spec: { tls: [{ secretName: 'web-tls' }] },
};

describe('what an object names', () => {
  test('is a Secret that a controller may make, and so a warning that says so', () => {
    expect(said([ingress])).toEqual([
      'warning: names Secret web-tls, which does not exist, unless a controller makes it',
    ]);
  });

  test('is the store of the cluster by its facts, and no other', () => {
    const kind = 'ClusterSecretStore';
    expect(said([externalSecret({ kind, name: 'vault' })])).toEqual([]);
    expect(said([externalSecret({ kind, name: 'valt' })])).toEqual([
      'warning: names ClusterSecretStore valt, which does not exist',
    ]);
  });

  test('is a store in each namespace, where the facts say so', () => {
    const capabilities = { secretStore: { kind: 'SecretStore', name: 'vault' } };
    expect(said([externalSecret({ name: 'vault' })], capabilities)).toEqual([]);
    expect(said([externalSecret({ name: 'valt' })], capabilities)).toEqual([
      'warning: names SecretStore valt, which does not exist',
    ]);
  });

  test('is not known where the facts say nothing', () => {
    expect(said([externalSecret({ name: 'vault' }), route('public', 'gateway')], {})).toEqual([]);
  });

  test('is the Gateway of the cluster by its facts, and no other', () => {
    expect(said([route('public', 'gateway')])).toEqual([]);
    expect(said([route('publik', 'gateway')])).toEqual(['warning: names Gateway gateway/publik, which does not exist']);
  });
});
