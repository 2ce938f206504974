import { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { need } from '../../model/missing-fact.ts';
import { AdmissionPolicy } from './admission-policy.ts';

export interface PolicyPackProps {
  /**
   * Whether the API server refuses what breaks a rule, or only says so. Rules that are warnings are only said.
   * @default refused in staging and production
   */
  readonly enforce?: boolean;
  /**
   * Namespaces that the rules do not hold in: what the cluster's provider runs.
   * @default kube-node-lease, kube-public, kube-system
   */
  readonly systemNamespaces?: readonly string[];
}

/** Kubernetes' own: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces */
export const SYSTEM_NAMESPACES: readonly string[] = ['kube-node-lease', 'kube-public', 'kube-system'];

/** The operators that make pods out of what Argo CD writes, by their names in the fact `identities.controllers`. */
const POD_MAKERS = ['argo-rollouts', 'keda', 'prometheus-operator'];

/**
 * The admission rules of the repository, enforced by the API server: a ValidatingAdmissionPolicy for all rules of one
 * scope and severity, with the severities and parameters of the environment's tier.
 *
 * A cluster whose policy engine is another (fact `capabilities.policyEngine`) gets nothing.
 *
 * @throws MissingFact when the cluster was not told its policy engine, or who Argo CD is
 */
export class PolicyPack extends Construct {
  constructor(scope: Construct, id: string, props: PolicyPackProps = {}) {
    super(scope, id);
    const { facts, admissionPolicies } = StackChart.of(this);
    if (need(facts, 'capabilities.policyEngine', 'the rules in the cluster') !== 'validating-admission-policy') return;
    const { tier } = facts;
    const { enforce = tier !== 'development', systemNamespaces = SYSTEM_NAMESPACES } = props;
    const argocd = need(facts, 'identities.argocd', 'the waivers of rules in the cluster');
    const controllers = need(facts, 'identities.controllers', 'the waivers of rules in the cluster');
    const operators = POD_MAKERS.flatMap((name) => controllers[name] ?? []);
    const elsewhere = { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...systemNamespaces].sort() };
    for (const { scope: what, severity, spec } of admissionPolicies({ facts, argocd, operators })) {
      new AdmissionPolicy(this, `${id}-${what}${severity === 'warning' ? '-warnings' : ''}`, {
        spec,
        action: enforce && severity === 'error' ? 'deny' : 'warn',
        namespaceSelector: systemNamespaces.length === 0 ? {} : { matchExpressions: [elsewhere] },
      });
    }
  }
}
