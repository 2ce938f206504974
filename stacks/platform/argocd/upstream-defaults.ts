/**
 * What upstream's own argocd-cm says, which the stack's replaces: updates that mean nothing to Argo CD, and kinds that it
 * need not watch. Without them it reconciles on every heartbeat of every controller.
 * https://github.com/argoproj/argo-cd/blob/v3.5.3/manifests/base/config/argocd-cm.yaml
 */
export const IGNORED_UPDATES: Readonly<Record<string, string>> = {
  'resource.customizations.ignoreResourceUpdates.all': jsonPointers('/status'),
  'resource.customizations.ignoreResourceUpdates.argoproj.io_Application': jqPathExpressions(
    '.metadata.annotations."notified.notifications.argoproj.io"',
    '.metadata.annotations."argocd.argoproj.io/refresh"',
    '.metadata.annotations."argocd.argoproj.io/hydrate"',
    '.operation',
  ),
  'resource.customizations.ignoreResourceUpdates.argoproj.io_Rollout': jqPathExpressions(
    '.metadata.annotations."notified.notifications.argoproj.io"',
  ),
  'resource.customizations.ignoreResourceUpdates.autoscaling_HorizontalPodAutoscaler': jqPathExpressions(
    '.metadata.annotations."autoscaling.alpha.kubernetes.io/behavior"',
    '.metadata.annotations."autoscaling.alpha.kubernetes.io/conditions"',
    '.metadata.annotations."autoscaling.alpha.kubernetes.io/metrics"',
    '.metadata.annotations."autoscaling.alpha.kubernetes.io/current-metrics"',
  ),
  'resource.customizations.ignoreResourceUpdates.ConfigMap': jqPathExpressions(
    '.metadata.annotations."cluster-autoscaler.kubernetes.io/last-updated"',
    '.metadata.annotations."control-plane.alpha.kubernetes.io/leader"',
  ),
  'resource.customizations.ignoreResourceUpdates.apps_ReplicaSet': jqPathExpressions(
    '.metadata.annotations."deployment.kubernetes.io/desired-replicas"',
    '.metadata.annotations."deployment.kubernetes.io/max-replicas"',
    '.metadata.annotations."rollout.argoproj.io/desired-replicas"',
  ),
  'resource.customizations.ignoreResourceUpdates.discovery.k8s.io_EndpointSlice': jsonPointers(
    '/metadata',
    '/endpoints',
    '/ports',
  ),
  'resource.customizations.ignoreResourceUpdates.Endpoints': jsonPointers('/metadata', '/subsets'),
};

/** Kinds that are never in Git, and that nothing in Git has as children worth seeing. */
export const EXCLUSIONS = excluded([
  { apiGroups: ['', 'discovery.k8s.io'], kinds: ['Endpoints', 'EndpointSlice'] },
  { apiGroups: ['coordination.k8s.io'], kinds: ['Lease'] },
  {
    apiGroups: ['authentication.k8s.io', 'authorization.k8s.io'],
    kinds: [
      'SelfSubjectReview',
      'TokenReview',
      'LocalSubjectAccessReview',
      'SelfSubjectAccessReview',
      'SelfSubjectRulesReview',
      'SubjectAccessReview',
    ],
  },
  { apiGroups: ['certificates.k8s.io'], kinds: ['CertificateSigningRequest'] },
  { apiGroups: ['cert-manager.io'], kinds: ['CertificateRequest'] },
  { apiGroups: ['cilium.io'], kinds: ['CiliumIdentity', 'CiliumEndpoint', 'CiliumEndpointSlice'] },
  {
    apiGroups: ['kyverno.io', 'reports.kyverno.io', 'wgpolicyk8s.io'],
    kinds: [
      'PolicyReport',
      'ClusterPolicyReport',
      'EphemeralReport',
      'ClusterEphemeralReport',
      'AdmissionReport',
      'ClusterAdmissionReport',
      'BackgroundScanReport',
      'ClusterBackgroundScanReport',
      'UpdateRequest',
    ],
  },
]);

function jsonPointers(...pointers: readonly string[]): string {
  return list('jsonPointers', pointers);
}

function jqPathExpressions(...expressions: readonly string[]): string {
  return list('jqPathExpressions', expressions);
}

function list(name: string, items: readonly string[]): string {
  return [`${name}:`, ...items.map((item) => `  - '${item}'`), ''].join('\n');
}

function excluded(
  groups: readonly { readonly apiGroups: readonly string[]; readonly kinds: readonly string[] }[],
): string {
  const lines = groups.flatMap(({ apiGroups, kinds }) => [
    '- apiGroups:',
    ...apiGroups.map((group) => `    - '${group}'`),
    '  kinds:',
    ...kinds.map((kind) => `    - ${kind}`),
  ]);
  return `${lines.join('\n')}\n`;
}
