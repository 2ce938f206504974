import type { Facts } from './facts.ts';

/** Rules as one policy for the API server: plain data, made from the rules by whoever renders. */
export interface AdmissionPolicy {
  /** What it looks at, such as `pods`: part of its name. */
  readonly scope: string;
  readonly severity: 'error' | 'warning';
  /** The `spec` of a ValidatingAdmissionPolicy of admissionregistration.k8s.io/v1. */
  readonly spec: { readonly matchConstraints: { readonly resourceRules: readonly object[] } };
}

/** What the policies of a cluster depend on. */
export interface AdmissionPlace {
  /** Severities and parameters of rules are those of the tier; some parameters are facts themselves. */
  readonly facts: Facts;
  /** The user name as which Argo CD writes. */
  readonly argocd: string;
  /** The user names of operators that make pods out of what Argo CD writes, beside Kubernetes' own controllers. */
  readonly operators: readonly string[];
}

/** The policies of a place: the same for the same place. */
export type AdmissionPolicies = (place: AdmissionPlace) => readonly AdmissionPolicy[];
