import type { Preset } from '../cluster.ts';
import { merge } from '../merge.ts';
import { IDENTITIES } from './identities.ts';
import { kubeadm } from './kubeadm.ts';

/**
 * Google GKE: kube-dns behind a node-local cache on 169.254.20.10, and the balanced persistent disk's class.
 * https://cloud.google.com/kubernetes-engine/docs/how-to/nodelocal-dns-cache
 *
 * Google publishes no list of the users of its control plane. `system:controller:glbc` and `system:addon-manager` are
 * from the script below, and the others were read from the role bindings of clusters.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.1/cluster/gce/gci/configure-helper.sh
 */
export const gke = merge(kubeadm, {
  capabilities: { storageClasses: { default: 'standard-rwo', names: ['standard-rwo', 'premium-rwo'] } },
  identities: {
    controllers: {
      'control-plane': [
        ...IDENTITIES.controllers['control-plane'],
        'system:addon-manager',
        'system:cluster-autoscaler',
        'system:snapshot-controller',
      ],
      // Google's autoscaler scales pods up, down and out as one user
      'horizontal-pod-autoscaler': [...IDENTITIES.controllers['horizontal-pod-autoscaler'], 'system:vpa-recommender'],
      'load-balancers': [
        ...IDENTITIES.controllers['load-balancers'],
        'system:controller:glbc',
        'system:gcp-controller-manager',
        'system:l4-lb-controller',
        'system:l7-lb-controller',
        'system:l7-lb-controller-neg',
        'system:managed-certificate-controller',
      ],
      volumes: [...IDENTITIES.controllers.volumes, 'system:pdcsi-controller'],
    },
  },
  network: {
    dns: {
      peers: [{ namespace: 'kube-system', pods: { 'k8s-app': 'kube-dns' } }, { cidr: '169.254.20.10/32' }],
      ports: [
        { port: 53, protocol: 'UDP' },
        { port: 53, protocol: 'TCP' },
      ],
    },
    // https://cloud.google.com/load-balancing/docs/health-check-concepts#ip-ranges
    loadBalancers: [{ cidr: '35.191.0.0/16' }, { cidr: '130.211.0.0/22' }],
  },
} satisfies Preset) as Preset;
