/** The user name of a service account, as the API server knows it. */
export function account(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** The user name of one of Kubernetes' own controllers, where each has an account of its own. */
function builtIn(name: string): string {
  return account('kube-system', name);
}

/**
 * Who is who in an ordinary cluster: Kubernetes' own controllers with `--use-service-account-credentials`, and
 * operators by the namespaces and names of their own installations.
 *
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#controller-roles
 */
export const IDENTITIES = {
  argocd: account('argocd', 'argocd-application-controller'),
  breakGlassGroup: 'stele:break-glass',
  debugGroup: 'stele:debug',
  controllers: {
    // https://kubernetes.io/docs/reference/access-authn-authz/rbac/#core-component-roles
    'control-plane': [
      'system:apiserver',
      'system:kube-controller-manager',
      'system:kube-scheduler',
      'system:cloud-controller-manager',
    ],
    'garbage-collector': [builtIn('generic-garbage-collector')],
    'horizontal-pod-autoscaler': [builtIn('horizontal-pod-autoscaler')],
    'load-balancers': [builtIn('service-controller'), builtIn('cloud-controller-manager')],
    'namespace-controller': [builtIn('namespace-controller')],
    'ttl-after-finished': [builtIn('ttl-after-finished-controller')],
    volumes: [
      builtIn('persistent-volume-binder'),
      builtIn('pvc-protection-controller'),
      builtIn('expand-controller'),
      // says on the claim which node its first pod goes to
      'system:kube-scheduler',
    ],
    'argo-rollouts': [account('argo-rollouts', 'argo-rollouts')],
    'argocd-applicationsets': [account('argocd', 'argocd-applicationset-controller')],
    'argocd-notifications': [account('argocd', 'argocd-notifications-controller')],
    'argocd-server': [account('argocd', 'argocd-server')],
    'cert-manager': [account('cert-manager', 'cert-manager')],
    'external-secrets': [account('external-secrets', 'external-secrets')],
    keda: [account('keda', 'keda-operator')],
    // the stack platform/monitoring, and kube-prometheus
    'prometheus-operator': [account('monitoring', 'prometheus-operator')],
  },
};
