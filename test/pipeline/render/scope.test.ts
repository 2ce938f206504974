import { describe, expect, test } from '@jest/globals';
import { isClusterScoped } from '../../../pipeline/render/scope.ts';

describe('isClusterScoped', () => {
  test.each([
    ['v1', 'Namespace'],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
    ['scheduling.k8s.io/v1', 'PriorityClass'],
    ['gateway.networking.k8s.io/v1', 'GatewayClass'],
    ['external-secrets.io/v1', 'ClusterSecretStore'],
    ['argoproj.io/v1alpha1', 'ClusterAnalysisTemplate'],
    ['constraints.gatekeeper.sh/v1beta1', 'K8sRequiredLabels'],
  ])('knows %s %s', (apiVersion, kind) => {
    expect(isClusterScoped(apiVersion, kind, [])).toBe(true);
  });

  test.each([
    ['v1', 'ConfigMap'],
    ['apps/v1', 'Deployment'],
    ['argoproj.io/v1alpha1', 'Application'],
    ['example.com/v1', 'Tenant'],
    ['example.com/v1', 'Namespace'],
    ['v1', 'constructor'],
  ])('takes %s %s for namespaced', (apiVersion, kind) => {
    expect(isClusterScoped(apiVersion, kind, [])).toBe(false);
  });

  test('takes the word of the configuration', () => {
    expect(isClusterScoped('example.com/v1', 'Tenant', ['Tenant.example.com'])).toBe(true);
  });
});
