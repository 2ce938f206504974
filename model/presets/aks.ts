import type { Preset } from '../cluster.ts';
import { merge } from '../merge.ts';
import { kubeadm } from './kubeadm.ts';

/**
 * Azure AKS: managed disks' default class.
 * https://learn.microsoft.com/en-us/azure/aks/concepts-storage#storage-classes
 */
export const aks = merge(kubeadm, {
  capabilities: {
    storageClasses: { default: 'managed-csi', names: ['managed-csi', 'managed-csi-premium', 'azurefile-csi'] },
  },
} satisfies Preset) as Preset;
