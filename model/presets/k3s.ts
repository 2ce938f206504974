import type { Preset } from '../cluster.ts';
import { merge } from '../merge.ts';
import { kubeadm } from './kubeadm.ts';

/**
 * k3s: its packaged Traefik as ingress controller and the local-path storage class.
 * https://docs.k3s.io/networking/networking-services
 */
export const k3s = merge(kubeadm, {
  capabilities: {
    routing: { kind: 'ingress', className: 'traefik' },
    storageClasses: { default: 'local-path', names: ['local-path'] },
  },
  network: {
    gateway: [{ namespace: 'kube-system', pods: { 'app.kubernetes.io/name': 'traefik' } }],
  },
} satisfies Preset) as Preset;
