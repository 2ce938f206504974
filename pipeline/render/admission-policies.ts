import type { AdmissionPolicies } from '../../model/admission.ts';
import { BUILT_IN_CONTROLLERS, policyPack } from '../../policies/cel/pack.ts';
import { applyRules } from '../../policies/settings.ts';
import type { RuleSet } from '../check/rules.ts';

/** Hands the rules of a repository to its stacks, as policies for the API server. */
export function admissionPolicies({ rules, options }: RuleSet): AdmissionPolicies {
  return ({ facts, argocd, operators }) =>
    policyPack(applyRules(rules, options, facts.tier, facts), {
      argocd,
      controllers: [...BUILT_IN_CONTROLLERS, ...operators],
    });
}
