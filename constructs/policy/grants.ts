/** What a controller may write of an object that Git owns. Its metadata, but for labels, it may write in any case. */
export interface ControllerGrant {
  /** As `group/resource`; the core group is empty: `/services`. `group/*` and `*` are patterns. */
  readonly resources: readonly string[];
  /**
   * Fields that it may change, such as `spec.selector` or `data`: a field of the object, or one of its spec.
   * @default none but metadata
   */
  readonly fields?: readonly string[];
  /**
   * Whether it may delete the object.
   * @default false
   */
  readonly remove?: boolean;
  /**
   * Whether it may change the number of pods by the subresource `scale`.
   * @default false
   */
  readonly scale?: boolean;
}

/**
 * What controllers have to write of Git's, by their names in the fact `identities.controllers`. What Git does not own,
 * and the status of everything, each service account may write as far as its roles go.
 */
export const GRANTS: Readonly<Record<string, readonly ControllerGrant[]>> = {
  /** Writes nothing of Git's but status; its user names are no people's. */
  'control-plane': [],
  /** Removes what lost its owner, and the finalizers of what is deleted with its dependents. */
  'garbage-collector': [{ resources: ['*'], remove: true }],
  'horizontal-pod-autoscaler': [{ resources: ['*'], scale: true }],
  /** Finalizers, and annotations that say what was made outside of the cluster. */
  'load-balancers': [
    {
      resources: [
        '/services',
        'networking.k8s.io/ingresses',
        'gateway.networking.k8s.io/*',
        'elbv2.k8s.aws/*',
        'networking.gke.io/*',
      ],
    },
  ],
  /** Empties a namespace that is being deleted. */
  'namespace-controller': [{ resources: ['*'], fields: ['spec.finalizers'], remove: true }],
  'ttl-after-finished': [{ resources: ['batch/jobs'], remove: true }],
  /** Binds claims, and gives those without a class the default one. */
  volumes: [{ resources: ['/persistentvolumeclaims'], fields: ['spec.storageClassName', 'spec.volumeName'] }],
  /** Moves traffic and pods: https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/ */
  'argo-rollouts': [
    { resources: ['/services'], fields: ['spec.selector'] },
    { resources: ['networking.k8s.io/ingresses', 'gateway.networking.k8s.io/*'], fields: ['spec.rules'] },
    { resources: ['networking.istio.io/virtualservices'], fields: ['spec.http', 'spec.tcp', 'spec.tls'] },
    { resources: ['networking.istio.io/destinationrules'], fields: ['spec.subsets'] },
    // a Rollout that takes its template from a Deployment scales that down
    { resources: ['apps/deployments'], fields: ['spec.replicas'] },
    { resources: ['argoproj.io/rollouts', 'argoproj.io/experiments', 'argoproj.io/analysisruns'] },
  ],
  'argocd-applicationsets': [{ resources: ['argoproj.io/applications', 'argoproj.io/applicationsets'] }],
  'argocd-notifications': [{ resources: ['argoproj.io/applications'] }],
  /** Syncs, refreshes and confirmations of deletions that people ask for; keys and passwords that it makes. */
  'argocd-server': [
    { resources: ['argoproj.io/applications'], fields: ['operation'] },
    { resources: ['/secrets'], fields: ['data'] },
  ],
  /** A challenge may be answered by a path of the Ingress itself. */
  'cert-manager': [
    { resources: ['cert-manager.io/*', 'acme.cert-manager.io/*'] },
    { resources: ['networking.k8s.io/ingresses'], fields: ['spec.rules'] },
  ],
  'external-secrets': [{ resources: ['external-secrets.io/*', 'generators.external-secrets.io/*'] }],
  /** It activates workloads by itself, and leaves the rest to the autoscaler that it makes. */
  keda: [{ resources: ['*'], scale: true }, { resources: ['keda.sh/*', 'eventing.keda.sh/*'] }],
  'prometheus-operator': [{ resources: ['monitoring.coreos.com/*'] }],
};
