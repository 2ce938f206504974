/** Namespaces that every cluster has: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces */
const NAMESPACES: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

/** Whether Kubernetes itself makes the namespace, and keeps things of its own there. */
export function isSystemNamespace(namespace: string): boolean {
  return NAMESPACES.has(namespace);
}

/** Whether every cluster has the object, although nobody writes it. */
export function isBuiltInObject(kind: string, name: string): boolean {
  switch (kind) {
    case 'ServiceAccount':
      // https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
      return name === 'default';
    case 'ConfigMap':
      // https://kubernetes.io/docs/concepts/configuration/configmap/ and the service CA of OpenShift
      return name === 'kube-root-ca.crt' || name === 'openshift-service-ca.crt';
    case 'PriorityClass':
      // https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass
      return name === 'system-cluster-critical' || name === 'system-node-critical';
    case 'ClusterRole':
      // https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
      return ['cluster-admin', 'admin', 'edit', 'view'].includes(name) || name.startsWith('system:');
    default:
      return false;
  }
}

/** Kinds without a namespace: Kubernetes' own, and those of add-ons that rules look at. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'APIService',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterTrustBundle',
  'CSIDriver',
  'CSINode',
  'CustomResourceDefinition',
  'DeviceClass',
  'FlowSchema',
  'IngressClass',
  'IPAddress',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PodSecurityPolicy',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'ResourceSlice',
  'RuntimeClass',
  'ServiceCIDR',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
  'VolumeAttributesClass',
  'VolumeSnapshotClass',
  'VolumeSnapshotContent',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
  'Bundle.trust.cert-manager.io',
  'CiliumClusterwideNetworkPolicy.cilium.io',
  'ClusterExternalSecret.external-secrets.io',
  'ClusterIssuer.cert-manager.io',
  'ClusterPolicy.kyverno.io',
  'ClusterSecretStore.external-secrets.io',
  'GatewayClass.gateway.networking.k8s.io',
  'GlobalNetworkPolicy.crd.projectcalico.org',
]);

export function isClusterScoped(kind: string): boolean {
  return CLUSTER_SCOPED.has(kind);
}
