import type { Preset } from '../cluster.ts';
import { merge } from '../merge.ts';
import { kubeadm } from './kubeadm.ts';

/**
 * Talos Linux: CoreDNS behind the host's own DNS cache on 169.254.116.108.
 * https://www.talos.dev/latest/talos-guides/network/host-dns/
 */
export const talos = merge(kubeadm, {
  network: {
    dns: {
      peers: [{ namespace: 'kube-system', pods: { 'k8s-app': 'kube-dns' } }, { cidr: '169.254.116.108/32' }],
      ports: [
        { port: 53, protocol: 'UDP' },
        { port: 53, protocol: 'TCP' },
      ],
    },
  },
} satisfies Preset) as Preset;
