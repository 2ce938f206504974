import type { KubeObject } from '../../model/kube.ts';
import { type Fields, fieldsAt, listAt } from '../read.ts';

export interface NetworkPolicyView {
  readonly selector: Fields;
  readonly ingress: boolean;
  readonly egress: boolean;
}

/**
 * What a NetworkPolicy is about. Without `policyTypes` it is about ingress, and about egress when it has rules for that.
 * https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 */
export function networkPolicyOf(object: KubeObject): NetworkPolicyView {
  const types = listAt(object, 'spec', 'policyTypes');
  const implied = types.length === 0;
  return {
    selector: fieldsAt(object, 'spec', 'podSelector'),
    ingress: implied || types.includes('Ingress'),
    egress: implied ? listAt(object, 'spec', 'egress').length > 0 : types.includes('Egress'),
  };
}

/** Policies beside Kubernetes' own, which say in other words what may talk to what. */
export const OTHER_POLICY_KINDS: readonly string[] = [
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
  'CiliumClusterwideNetworkPolicy.cilium.io',
  'CiliumNetworkPolicy.cilium.io',
  'GlobalNetworkPolicy.crd.projectcalico.org',
  'GlobalNetworkPolicy.projectcalico.org',
  'NetworkPolicy.crd.projectcalico.org',
  'NetworkPolicy.projectcalico.org',
];
