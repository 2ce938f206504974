import type { Preset } from '../cluster.ts';
import { merge } from '../merge.ts';
import { account, IDENTITIES } from './identities.ts';
import { kubeadm } from './kubeadm.ts';

/**
 * k3s: its packaged Traefik as ingress controller and the local-path storage class.
 * https://docs.k3s.io/networking/networking-services
 *
 * Users are the names in the certificates that it signs:
 * https://github.com/k3s-io/k3s/blob/73047b24/pkg/daemons/control/deps/deps.go
 */
export const k3s = merge(kubeadm, {
  capabilities: {
    routing: { kind: 'ingress', className: 'traefik' },
    storageClasses: { default: 'local-path', names: ['local-path'] },
  },
  identities: {
    controllers: {
      // not system:admin, who is the person that has the kubeconfig
      'control-plane': [
        ...IDENTITIES.controllers['control-plane'],
        'system:k3s-controller',
        'system:k3s-supervisor',
        'k3s-cloud-controller-manager',
      ],
      'load-balancers': [...IDENTITIES.controllers['load-balancers'], 'k3s-cloud-controller-manager'],
      volumes: [...IDENTITIES.controllers.volumes, account('kube-system', 'local-path-provisioner-service-account')],
    },
  },
  network: {
    gateway: [{ namespace: 'kube-system', pods: { 'app.kubernetes.io/name': 'traefik' } }],
  },
} satisfies Preset) as Preset;
