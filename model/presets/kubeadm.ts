import type { Preset } from '../cluster.ts';

/**
 * What kubeadm sets up, and most distributions keep: CoreDNS in kube-system, in-tree admission policies.
 * https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/
 */
export const kubeadm: Preset = {
  capabilities: {
    rollouts: false,
    prometheusOperator: true,
    policyEngine: 'validating-admission-policy',
  },
  network: {
    dns: {
      peers: [{ namespace: 'kube-system', pods: { 'k8s-app': 'kube-dns' } }],
      ports: [
        { port: 53, protocol: 'UDP' },
        { port: 53, protocol: 'TCP' },
      ],
    },
    monitoring: [{ namespace: 'monitoring', pods: { 'app.kubernetes.io/name': 'prometheus' } }],
    ipFamilies: ['IPv4'],
  },
  identities: {
    argocd: 'system:serviceaccount:argocd:argocd-application-controller',
    controllers: {
      'horizontal-pod-autoscaler': ['system:serviceaccount:kube-system:horizontal-pod-autoscaler'],
      'garbage-collector': ['system:serviceaccount:kube-system:generic-garbage-collector'],
      scheduler: ['system:kube-scheduler'],
    },
    breakGlassGroup: 'stele:break-glass',
    debugGroup: 'stele:debug',
  },
};
