import { describe, expect, test } from '@jest/globals';
import { PolicyPack, type PolicyPackProps } from '../../../constructs/policy/index.ts';
import type { AdmissionPlace, AdmissionPolicies } from '../../../model/admission.ts';
import { objectsOf, testChart, testFacts } from '../../support/stack-chart.ts';

const SPEC = { matchConstraints: { resourceRules: [{ resources: ['pods'] }] } };
const ENGINE = { capabilities: { policyEngine: 'validating-admission-policy' } };

/** The objects of a pack of two policies, and the places that were asked about. */
function rendered(props: PolicyPackProps = {}, facts: object = {}) {
  const asked: AdmissionPlace[] = [];
  const admissionPolicies: AdmissionPolicies = (place) => {
    asked.push(place);
    return [
      { scope: 'pods', severity: 'error', spec: SPEC },
      { scope: 'pods', severity: 'warning', spec: SPEC },
    ];
  };
  const chart = testChart({ admissionPolicies, facts: { ...testFacts(ENGINE), ...facts } });
  new PolicyPack(chart, 'rules', props);
  return { objects: objectsOf(chart), asked };
}

function bindingsOf(objects: ReturnType<typeof objectsOf>): readonly unknown[] {
  return objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding').map(({ spec }) => spec);
}

describe('a pack', () => {
  test('is a policy and a binding for each set of rules, as they were made', () => {
    const { objects } = rendered();
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'ValidatingAdmissionPolicy rules-pods',
      'ValidatingAdmissionPolicyBinding rules-pods',
      'ValidatingAdmissionPolicy rules-pods-warnings',
      'ValidatingAdmissionPolicyBinding rules-pods-warnings',
    ]);
    expect(objects[0]?.spec).toEqual(SPEC);
  });

  test('is asked for by facts, by who Argo CD is, and by the operators that make pods', () => {
    expect(rendered({}, { tier: 'staging' }).asked).toEqual([
      {
        facts: expect.objectContaining({ tier: 'staging' }),
        argocd: 'system:serviceaccount:argocd:argocd-application-controller',
        operators: [
          'system:serviceaccount:argo-rollouts:argo-rollouts',
          'system:serviceaccount:keda:keda-operator',
          'system:serviceaccount:monitoring:prometheus-operator',
        ],
      },
    ]);
  });

  test.each(['staging', 'production'])('refuses errors in %s, and says warnings', (tier) => {
    expect(bindingsOf(rendered({}, { tier }).objects)).toMatchObject([
      { policyName: 'rules-pods', validationActions: ['Deny', 'Audit'] },
      { policyName: 'rules-pods-warnings', validationActions: ['Warn', 'Audit'] },
    ]);
  });

  test('only says errors in development', () => {
    expect(bindingsOf(rendered({}, { tier: 'development' }).objects)).toMatchObject([
      { validationActions: ['Warn', 'Audit'] },
      { validationActions: ['Warn', 'Audit'] },
    ]);
  });

  test('refuses where it is told to', () => {
    const { objects } = rendered({ enforce: true }, { tier: 'development' });
    expect(bindingsOf(objects)[0]).toMatchObject({ validationActions: ['Deny', 'Audit'] });
  });

  test('holds everywhere but in system namespaces', () => {
    expect(bindingsOf(rendered().objects)[0]).toMatchObject({
      matchResources: {
        namespaceSelector: {
          matchExpressions: [
            {
              key: 'kubernetes.io/metadata.name',
              operator: 'NotIn',
              values: ['kube-node-lease', 'kube-public', 'kube-system'],
            },
          ],
        },
      },
    });
  });

  test.each(['kyverno', 'none'])('is left out where the policy engine is %s', (policyEngine) => {
    const chart = testChart({ facts: testFacts({ capabilities: { policyEngine } }) });
    new PolicyPack(chart, 'rules');
    expect(objectsOf(chart)).toEqual([]);
  });

  test('needs to know the policy engine', () => {
    const chart = testChart();
    expect(() => new PolicyPack(chart, 'rules')).toThrow(
      'fact capabilities.policyEngine is needed for the rules in the cluster and not given',
    );
  });
});
