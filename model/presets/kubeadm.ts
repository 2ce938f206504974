import type { Preset } from '../cluster.ts';
import { IDENTITIES } from './identities.ts';

/**
 * What kubeadm sets up, and most distributions keep: CoreDNS in kube-system, a service account for each controller.
 * https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/
 */
export const kubeadm: Preset = {
  capabilities: {
    rollouts: false,
    prometheusOperator: true,
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
  identities: IDENTITIES,
};
