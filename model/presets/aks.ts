import type { Preset } from '../cluster.ts';
import { merge } from '../merge.ts';
import { account, IDENTITIES } from './identities.ts';
import { kubeadm } from './kubeadm.ts';

/**
 * Azure AKS: managed disks' default class, and the identity by which Azure manages its add-ons.
 * https://learn.microsoft.com/en-us/azure/aks/concepts-storage#storage-classes
 *
 * Microsoft publishes no list of its users. `aksService`, of the group `system:masters`, is from requests of clusters:
 * https://github.com/kyverno/kyverno/issues/5722
 */
export const aks = merge(kubeadm, {
  capabilities: {
    storageClasses: { default: 'managed-csi', names: ['managed-csi', 'managed-csi-premium', 'azurefile-csi'] },
  },
  identities: {
    controllers: {
      'control-plane': [...IDENTITIES.controllers['control-plane'], 'aksService'],
      // the operator of the KEDA add-on
      keda: [...IDENTITIES.controllers.keda, account('kube-system', 'keda-operator')],
    },
  },
} satisfies Preset) as Preset;
