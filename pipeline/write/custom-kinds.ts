import { type KnownKind, kinds } from './builtin-kinds.ts';

/**
 * Custom resources that are so common that their kind alone says which group is meant, with their scope.
 *
 * A kind of the same name in another group (Istio's `Gateway`) carries its group in file names.
 */
export const CUSTOM: ReadonlyMap<string, KnownKind> = kinds({
  namespaced: {
    'argoproj.io': ['AnalysisTemplate', 'Application', 'ApplicationSet', 'AppProject', 'Rollout'],
    'cert-manager.io': ['Certificate', 'Issuer'],
    'cilium.io': ['CiliumNetworkPolicy'],
    'external-secrets.io': ['ExternalSecret', 'PushSecret', 'SecretStore'],
    'gateway.networking.k8s.io': [
      'BackendTLSPolicy',
      'Gateway',
      'GRPCRoute',
      'HTTPRoute',
      'ReferenceGrant',
      'TCPRoute',
      'TLSRoute',
      'UDPRoute',
    ],
    'keda.sh': ['ScaledJob', 'ScaledObject', 'TriggerAuthentication'],
    'monitoring.coreos.com': [
      'Alertmanager',
      'AlertmanagerConfig',
      'PodMonitor',
      'Probe',
      'Prometheus',
      'PrometheusAgent',
      'PrometheusRule',
      'ScrapeConfig',
      'ServiceMonitor',
      'ThanosRuler',
    ],
    'snapshot.storage.k8s.io': ['VolumeSnapshot'],
  },
  cluster: {
    'apiextensions.crossplane.io': ['CompositeResourceDefinition', 'Composition'],
    'argoproj.io': ['ClusterAnalysisTemplate', 'ClusterWorkflowTemplate'],
    'cert-manager.io': ['ClusterIssuer'],
    'cilium.io': ['CiliumClusterwideNetworkPolicy', 'CiliumLoadBalancerIPPool'],
    'crd.projectcalico.org': ['GlobalNetworkPolicy', 'GlobalNetworkSet', 'IPPool'],
    'projectcalico.org': ['GlobalNetworkPolicy', 'GlobalNetworkSet', 'IPPool'],
    'external-secrets.io': ['ClusterExternalSecret', 'ClusterPushSecret', 'ClusterSecretStore'],
    'gateway.networking.k8s.io': ['GatewayClass'],
    'generators.external-secrets.io': ['ClusterGenerator'],
    'karpenter.k8s.aws': ['EC2NodeClass'],
    'karpenter.sh': ['NodeClaim', 'NodePool'],
    'keda.sh': ['ClusterTriggerAuthentication'],
    'kueue.x-k8s.io': ['ClusterQueue', 'ResourceFlavor', 'WorkloadPriorityClass'],
    'kyverno.io': ['ClusterCleanupPolicy', 'ClusterPolicy'],
    'policies.kyverno.io': [
      'DeletingPolicy',
      'GeneratingPolicy',
      'ImageValidatingPolicy',
      'MutatingPolicy',
      'ValidatingPolicy',
    ],
    'policy.networking.k8s.io': ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'],
    'snapshot.storage.k8s.io': ['VolumeSnapshotClass', 'VolumeSnapshotContent'],
    'templates.gatekeeper.sh': ['ConstraintTemplate'],
    'trust.cert-manager.io': ['Bundle'],
  },
});

/** Groups whose kinds users or other tools make up, and of which every one is cluster-scoped. */
export const CLUSTER_SCOPED_GROUPS: readonly string[] = ['constraints.gatekeeper.sh'];
