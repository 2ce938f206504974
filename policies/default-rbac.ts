import type { KubeObject } from '../model/kube.ts';
import { at, listAt, textAt } from './read.ts';

/**
 * Whether a role or binding is one that Kubernetes itself keeps, as it keeps it. The label says so, but anybody may write
 * it: the name must be one of the API server's own, and a binding must bind nobody else, because the API server puts back
 * what is missing and leaves what was added.
 *
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#auto-reconciliation
 */
export function isDefaultRbac(object: KubeObject): boolean {
  const { kind } = object;
  if (at(object, 'metadata', 'labels', 'kubernetes.io/bootstrapping') !== 'rbac-defaults') return false;
  const name = textAt(object, 'metadata', 'name') ?? '';
  const namespace = textAt(object, 'metadata', 'namespace') ?? '';
  switch (kind) {
    case 'ClusterRole':
      return CLUSTER_ROLES.has(name) || controllerOf(name) !== undefined;
    case 'Role':
      return ROLES.has(`${namespace}/${name}`);
    case 'ClusterRoleBinding':
      return binds(object, 'ClusterRole', name, controllerSubject(name) ?? CLUSTER_BINDINGS.get(name));
    case 'RoleBinding': {
      const role = name === 'system::extension-apiserver-authentication-reader' ? EXTENSION_READER : name;
      return binds(object, 'Role', role, BINDINGS.get(`${namespace}/${name}`));
    }
    default:
      return false;
  }
}

function binds(binding: KubeObject, kind: string, role: string, subjects: readonly string[] | undefined): boolean {
  if (subjects === undefined) return false;
  if (at(binding, 'roleRef', 'kind') !== kind || at(binding, 'roleRef', 'name') !== role) return false;
  return listAt(binding, 'subjects').every((subject) => {
    const namespace = textAt(subject, 'namespace');
    const name = [...(namespace === undefined ? [] : [namespace]), textAt(subject, 'name')].join('/');
    return subjects.includes(`${textAt(subject, 'kind')} ${name}`);
  });
}

/** The controller that a role or binding `system:controller:<name>` is for. */
function controllerOf(name: string): string | undefined {
  const controller = name.startsWith(CONTROLLER) ? name.slice(CONTROLLER.length) : '';
  return CONTROLLERS.has(controller) ? controller : undefined;
}

function controllerSubject(name: string): readonly string[] | undefined {
  const controller = controllerOf(name);
  return controller === undefined ? undefined : [`ServiceAccount kube-system/${controller}`];
}

const CONTROLLER = 'system:controller:';

/**
 * What Kubernetes 1.34 to 1.36 make; the roles that everybody has (`system:basic-user`, `system:discovery`,
 * `system:public-info-viewer`) are left out, because what somebody adds to those everybody gets.
 *
 * https://github.com/kubernetes/kubernetes/blob/v1.36.1/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go
 */
const CLUSTER_ROLES: ReadonlySet<string> = new Set([
  'admin',
  'cluster-admin',
  'edit',
  'system:aggregate-to-admin',
  'system:aggregate-to-edit',
  'system:aggregate-to-view',
  'system:auth-delegator',
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
  'system:certificates.k8s.io:kube-apiserver-client-approver',
  'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver',
  'system:certificates.k8s.io:kubelet-serving-approver',
  'system:certificates.k8s.io:legacy-unknown-approver',
  'system:heapster',
  'system:kube-aggregator',
  'system:kube-controller-manager',
  'system:kube-dns',
  'system:kube-scheduler',
  'system:kubelet-api-admin',
  'system:monitoring',
  'system:node',
  'system:node-bootstrapper',
  'system:node-problem-detector',
  'system:node-proxier',
  'system:persistent-volume-provisioner',
  'system:volume-scheduler',
  'view',
]);

const EXTENSION_READER = 'extension-apiserver-authentication-reader';

const ROLES: ReadonlySet<string> = new Set([
  'kube-public/system:controller:bootstrap-signer',
  `kube-system/${EXTENSION_READER}`,
  'kube-system/system::leader-locking-kube-controller-manager',
  'kube-system/system::leader-locking-kube-scheduler',
  'kube-system/system:controller:bootstrap-signer',
  'kube-system/system:controller:cloud-provider',
  'kube-system/system:controller:token-cleaner',
]);

const CLUSTER_BINDINGS: ReadonlyMap<string, readonly string[]> = new Map([
  ['cluster-admin', ['Group system:masters']],
  ['system:basic-user', ['Group system:authenticated']],
  ['system:discovery', ['Group system:authenticated']],
  ['system:kube-controller-manager', ['User system:kube-controller-manager']],
  ['system:kube-dns', ['ServiceAccount kube-system/kube-dns']],
  ['system:kube-scheduler', ['User system:kube-scheduler']],
  ['system:monitoring', ['Group system:monitoring']],
  ['system:node', []],
  ['system:node-proxier', ['User system:kube-proxy']],
  ['system:public-info-viewer', ['Group system:authenticated', 'Group system:unauthenticated']],
  ['system:service-account-issuer-discovery', ['Group system:serviceaccounts']],
  ['system:volume-scheduler', ['User system:kube-scheduler']],
]);

const BINDINGS: ReadonlyMap<string, readonly string[]> = new Map([
  ['kube-public/system:controller:bootstrap-signer', ['ServiceAccount kube-system/bootstrap-signer']],
  [
    'kube-system/system::extension-apiserver-authentication-reader',
    ['User system:kube-controller-manager', 'User system:kube-scheduler'],
  ],
  [
    'kube-system/system::leader-locking-kube-controller-manager',
    [
      'User system:kube-controller-manager',
      'ServiceAccount kube-system/kube-controller-manager',
      'ServiceAccount kube-system/leader-election-controller',
    ],
  ],
  [
    'kube-system/system::leader-locking-kube-scheduler',
    ['User system:kube-scheduler', 'ServiceAccount kube-system/kube-scheduler'],
  ],
  ['kube-system/system:controller:bootstrap-signer', ['ServiceAccount kube-system/bootstrap-signer']],
  ['kube-system/system:controller:cloud-provider', ['ServiceAccount kube-system/cloud-provider']],
  ['kube-system/system:controller:token-cleaner', ['ServiceAccount kube-system/token-cleaner']],
]);

/** https://github.com/kubernetes/kubernetes/blob/v1.36.1/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/controller_policy.go */
const CONTROLLERS: ReadonlySet<string> = new Set([
  'attachdetach-controller',
  'certificate-controller',
  'clusterrole-aggregation-controller',
  'cronjob-controller',
  'daemon-set-controller',
  'deployment-controller',
  'device-taint-eviction-controller',
  'disruption-controller',
  'endpoint-controller',
  'endpointslice-controller',
  'endpointslicemirroring-controller',
  'ephemeral-volume-controller',
  'expand-controller',
  'generic-garbage-collector',
  'horizontal-pod-autoscaler',
  'job-controller',
  'legacy-service-account-token-cleaner',
  'namespace-controller',
  'node-controller',
  'persistent-volume-binder',
  'pod-garbage-collector',
  'pv-protection-controller',
  'pvc-protection-controller',
  'replicaset-controller',
  'replication-controller',
  'resource-claim-controller',
  'resourcequota-controller',
  'root-ca-cert-publisher',
  'route-controller',
  'selinux-warning-controller',
  'service-account-controller',
  'service-cidrs-controller',
  'service-controller',
  'statefulset-controller',
  'ttl-after-finished-controller',
  'ttl-controller',
  'validatingadmissionpolicy-status-controller',
  'volumeattributesclass-protection-controller',
]);
