import type { Preset } from '../cluster.ts';
import { merge } from '../merge.ts';
import { account, IDENTITIES } from './identities.ts';
import { kubeadm } from './kubeadm.ts';

/**
 * Amazon EKS: the EBS CSI driver's gp3 class, and an API server behind elastic network interfaces on port 443.
 * Their subnets are a fact of the account: give `network.apiServer`.
 * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 *
 * No person's name can begin with `eks:`: https://docs.aws.amazon.com/eks/latest/userguide/default-roles-users.html
 */
export const eks = merge(kubeadm, {
  capabilities: { storageClasses: { default: 'gp3', names: ['gp3'] } },
  identities: {
    controllers: {
      'control-plane': [
        ...IDENTITIES.controllers['control-plane'],
        ...['addon-manager', 'fargate-manager', 'node-manager', 'vpc-resource-controller'].map((name) => `eks:${name}`),
      ],
      'load-balancers': [
        ...IDENTITIES.controllers['load-balancers'],
        account('kube-system', 'aws-load-balancer-controller'),
      ],
      volumes: [...IDENTITIES.controllers.volumes, account('kube-system', 'ebs-csi-controller-sa')],
    },
  },
} satisfies Preset) as Preset;
