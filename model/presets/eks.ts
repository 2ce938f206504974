import type { Preset } from '../cluster.ts';
import { merge } from '../merge.ts';
import { kubeadm } from './kubeadm.ts';

/**
 * Amazon EKS: the EBS CSI driver's gp3 class, and an API server behind elastic network interfaces on port 443.
 * Their subnets are a fact of the account: give `network.apiServer`.
 * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
export const eks = merge(kubeadm, {
  capabilities: { storageClasses: { default: 'gp3', names: ['gp3'] } },
} satisfies Preset) as Preset;
