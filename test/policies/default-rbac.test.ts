import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../model/kube.ts';
import { isDefaultRbac } from '../../policies/default-rbac.ts';

const LABELS = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };

function role(kind: string, name: string, namespace?: string): KubeObject {
  const metadata = { name, labels: LABELS, ...(namespace === undefined ? {} : { namespace }) };
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata };
}

function binding(name: string, roleName: string, ...subjects: readonly object[]): KubeObject {
  return { ...role('ClusterRoleBinding', name), roleRef: { kind: 'ClusterRole', name: roleName }, subjects };
}

const CONTROLLER = { kind: 'ServiceAccount', namespace: 'kube-system', name: 'job-controller' };

describe("the roles and bindings that are Kubernetes' own", () => {
  test.each([
    role('ClusterRole', 'edit'),
    role('ClusterRole', 'system:controller:job-controller'),
    role('Role', 'system:controller:token-cleaner', 'kube-system'),
    binding('system:controller:job-controller', 'system:controller:job-controller', CONTROLLER),
    binding('system:node', 'system:node'),
    {
      ...role('RoleBinding', 'system::extension-apiserver-authentication-reader', 'kube-system'),
      roleRef: { kind: 'Role', name: 'extension-apiserver-authentication-reader' },
      subjects: [{ kind: 'User', name: 'system:kube-scheduler' }],
    },
  ])('%j is one', (object) => {
    expect(isDefaultRbac(object)).toBe(true);
  });

  test.each([
    ['without the label', { ...role('ClusterRole', 'edit'), metadata: { name: 'edit' } }],
    ['with a name that the API server does not make', role('ClusterRole', 'system:controller:mine')],
    ['in another namespace', role('Role', 'system:controller:token-cleaner', 'web')],
    ['with a role that everybody has', role('ClusterRole', 'system:basic-user')],
    ['with another role', binding('system:discovery', 'cluster-admin')],
    [
      'with somebody else',
      binding('system:controller:job-controller', 'system:controller:job-controller', {
        ...CONTROLLER,
        namespace: 'web',
      }),
    ],
    ['of another kind', { ...role('ConfigMap', 'edit'), apiVersion: 'v1' }],
  ])('one %s is not', (_case, object) => {
    expect(isDefaultRbac(object)).toBe(false);
  });
});
