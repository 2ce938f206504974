import type { Attempt } from './attempt.ts';

const CORE = '/api/v1/namespaces/podinfo';
const RBAC = '/apis/rbac.authorization.k8s.io/v1/namespaces/podinfo';
const ARGOCD = '/apis/argoproj.io/v1alpha1/namespaces/argocd';
const TEST = { source: 'environments/test.ts' };
const REDIS = { source: 'stacks/apps/redis.ts' };

const metadata = { name: 'by-hand' };

/** What a developer may try on what surrounds workloads: other objects, what Argo CD reads, and the namespaces. */
export const ATTEMPTS_AROUND: readonly Attempt[] = [...onNeighbours(), ...onNamespaces()];

function onNeighbours(): readonly Attempt[] {
  const autoscaler = '/apis/autoscaling/v2/namespaces/podinfo/horizontalpodautoscalers';
  const networkPolicies = '/apis/networking.k8s.io/v1/namespaces/podinfo/networkpolicies';
  return [
    {
      title: 'makes a HorizontalPodAutoscaler',
      method: 'POST',
      path: autoscaler,
      body: {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata,
        spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' }, maxReplicas: 1 },
      },
    },
    {
      title: 'changes a HorizontalPodAutoscaler',
      method: 'PATCH',
      path: `${autoscaler}/podinfo`,
      body: { spec: { minReplicas: 1 } },
    },
    {
      title: 'makes a NetworkPolicy',
      method: 'POST',
      path: networkPolicies,
      body: {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata,
        spec: { podSelector: {}, ingress: [{}] },
      },
    },
    { title: 'deletes a NetworkPolicy', method: 'DELETE', path: `${networkPolicies}/default-deny` },
    {
      title: 'makes an EndpointSlice',
      method: 'POST',
      path: '/apis/discovery.k8s.io/v1/namespaces/podinfo/endpointslices',
      body: {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'podinfo' } },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['192.0.2.1'] }],
        ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
      },
    },
    {
      title: 'turns a Service away',
      method: 'PATCH',
      path: `${CORE}/services/podinfo`,
      body: { spec: { selector: { a: 'b' } } },
    },
    {
      title: 'makes a Service',
      method: 'POST',
      path: `${CORE}/services`,
      body: { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } },
    },
    {
      title: 'makes a Secret',
      method: 'POST',
      path: `${CORE}/secrets`,
      body: { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { a: 'b' } },
    },
    { title: 'deletes a ServiceAccount', method: 'DELETE', path: `${CORE}/serviceaccounts/podinfo` },
    {
      title: 'asks for the token of a ServiceAccount',
      method: 'POST',
      path: `${CORE}/serviceaccounts/podinfo/token`,
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
    },
    {
      title: 'makes a RoleBinding',
      method: 'POST',
      path: `${RBAC}/rolebindings`,
      body: {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
      },
    },
    {
      title: 'deletes a PodDisruptionBudget',
      method: 'DELETE',
      path: '/apis/policy/v1/namespaces/podinfo/poddisruptionbudgets/podinfo',
    },
    {
      title: 'makes a LimitRange',
      method: 'POST',
      path: `${CORE}/limitranges`,
      body: { apiVersion: 'v1', kind: 'LimitRange', metadata, spec: { limits: [] } },
    },
    { title: 'deletes all ConfigMaps', method: 'DELETE', path: '/api/v1/namespaces/redis/configmaps', ...REDIS },
    {
      title: 'deletes the claim of a StatefulSet',
      method: 'DELETE',
      path: '/api/v1/namespaces/redis/persistentvolumeclaims/data-redis-0',
      ...REDIS,
    },
    {
      title: 'changes a route',
      method: 'PATCH',
      path: '/apis/gateway.networking.k8s.io/v1/namespaces/podinfo/httproutes/podinfo',
      body: { spec: { hostnames: ['elsewhere.example.com'] } },
    },
    {
      title: 'keeps Argo CD from healing',
      method: 'PATCH',
      path: `${ARGOCD}/applications/podinfo`,
      body: { spec: { syncPolicy: null } },
      ...TEST,
    },
    { title: 'deletes an Application', method: 'DELETE', path: `${ARGOCD}/applications/podinfo`, ...TEST },
    {
      title: 'opens a project',
      method: 'PATCH',
      path: `${ARGOCD}/appprojects/web`,
      body: { spec: { sourceRepos: ['*'] } },
      ...TEST,
    },
  ];
}

function onNamespaces(): readonly Attempt[] {
  const path = '/api/v1/namespaces/podinfo';
  return [
    {
      title: 'unseals a namespace',
      method: 'PATCH',
      path,
      body: { metadata: { labels: { 'stele.dev/sealed': null } } },
    },
    {
      title: 'says that a namespace is not sealed',
      method: 'PATCH',
      path,
      body: { metadata: { labels: { 'stele.dev/sealed': 'false' } } },
    },
    {
      title: 'lets a namespace take any pod',
      method: 'PATCH',
      path,
      body: { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } } },
    },
    { title: 'deletes a namespace', method: 'DELETE', path },
    {
      title: 'finalizes a namespace',
      method: 'PUT',
      path: `${path}/finalize`,
      body: {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'podinfo', labels: { 'stele.dev/sealed': 'true' } },
        spec: {},
      },
    },
    {
      title: 'says that a namespace is going',
      method: 'PATCH',
      path: `${path}/status`,
      body: { status: { conditions: [{ type: 'NamespaceContentRemaining', status: 'True' }] } },
    },
    {
      title: 'seals a namespace of others',
      method: 'PATCH',
      path: '/api/v1/namespaces/default',
      body: { metadata: { labels: { 'stele.dev/sealed': 'true' } } },
      source: 'its source',
    },
    {
      title: 'makes a sealed namespace',
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { ...metadata, labels: { 'stele.dev/sealed': 'true' } } },
      source: 'its source',
    },
  ];
}
