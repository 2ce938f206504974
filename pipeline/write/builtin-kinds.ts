/** What is known of a kind from its name. */
export interface KnownKind {
  /** Whether its objects live in a namespace. */
  readonly namespaced: boolean;
  /** The API groups that have it; the core group is empty. */
  readonly groups: readonly string[];
}

/**
 * Every kind of Kubernetes' own API groups, with its scope, as of 1.36.
 *
 * Kinds that exist only as requests (reviews, `Eviction`) are in it too: their names are taken.
 * https://github.com/kubernetes/api, the types without `+genclient:nonNamespaced` being the namespaced ones
 */
export const BUILTIN: ReadonlyMap<string, KnownKind> = kinds({
  namespaced: {
    '': [
      'Binding',
      'ConfigMap',
      'Endpoints',
      'Event',
      'LimitRange',
      'PersistentVolumeClaim',
      'Pod',
      'PodTemplate',
      'ReplicationController',
      'ResourceQuota',
      'Secret',
      'Service',
      'ServiceAccount',
    ],
    apps: ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
    'authentication.k8s.io': ['TokenRequest'],
    'authorization.k8s.io': ['LocalSubjectAccessReview'],
    autoscaling: ['HorizontalPodAutoscaler', 'Scale'],
    batch: ['CronJob', 'Job'],
    'certificates.k8s.io': ['PodCertificateRequest'],
    'coordination.k8s.io': ['Lease', 'LeaseCandidate'],
    'discovery.k8s.io': ['EndpointSlice'],
    'events.k8s.io': ['Event'],
    'networking.k8s.io': ['Ingress', 'NetworkPolicy'],
    policy: ['Eviction', 'PodDisruptionBudget'],
    'rbac.authorization.k8s.io': ['Role', 'RoleBinding'],
    'resource.k8s.io': ['ResourceClaim', 'ResourceClaimTemplate'],
    'scheduling.k8s.io': ['PodGroup', 'Workload'],
    'storage.k8s.io': ['CSIStorageCapacity'],
  },
  cluster: {
    '': ['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'],
    'admissionregistration.k8s.io': [
      'MutatingAdmissionPolicy',
      'MutatingAdmissionPolicyBinding',
      'MutatingWebhookConfiguration',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'ValidatingWebhookConfiguration',
    ],
    'apiextensions.k8s.io': ['CustomResourceDefinition'],
    'apiregistration.k8s.io': ['APIService'],
    'authentication.k8s.io': ['SelfSubjectReview', 'TokenReview'],
    'authorization.k8s.io': ['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
    'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
    'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
    'internal.apiserver.k8s.io': ['StorageVersion'],
    'networking.k8s.io': ['IngressClass', 'IPAddress', 'ServiceCIDR'],
    'node.k8s.io': ['RuntimeClass'],
    'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
    'resource.k8s.io': ['DeviceClass', 'DeviceTaintRule', 'ResourcePoolStatusRequest', 'ResourceSlice'],
    'scheduling.k8s.io': ['PriorityClass'],
    'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
    'storagemigration.k8s.io': ['StorageVersionMigration'],
  },
});

/** Kinds listed by API group, made into a table by kind. A kind has one scope in all its groups. */
export function kinds(lists: {
  readonly namespaced: Readonly<Record<string, readonly string[]>>;
  readonly cluster: Readonly<Record<string, readonly string[]>>;
}): ReadonlyMap<string, KnownKind> {
  const table = new Map<string, KnownKind>();
  for (const [byGroup, namespaced] of [[lists.namespaced, true] as const, [lists.cluster, false] as const]) {
    for (const [group, names] of Object.entries(byGroup)) {
      for (const name of names) {
        table.set(name, { namespaced, groups: [...(table.get(name)?.groups ?? []), group] });
      }
    }
  }
  return table;
}
