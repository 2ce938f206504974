import { describe, expect, test } from '@jest/globals';
import type * as z from '../../../model/z.ts';
import { ownRules } from '../../../pipeline/check/rules.ts';
import { admissionPolicies } from '../../../pipeline/render/admission-policies.ts';
import { policies } from '../../../stacks/platform/policies.ts';
import { objectOf, objectsOf, testChart, testFacts } from '../../support/stack-chart.ts';

const rules = { rules: await ownRules(), options: { settings: {} } };

function rendered(values: z.input<typeof policies.stack.config> = {}, more: object = {}) {
  const { stack } = policies;
  const facts = testFacts({ capabilities: { policyEngine: 'validating-admission-policy' }, ...more });
  const chart = testChart({
    stack: stack.name,
    team: stack.team,
    namespace: stack.namespace,
    images: [],
    facts,
    admissionPolicies: admissionPolicies(rules),
  });
  stack.build({ chart, config: stack.config.parse(values), images: {}, facts });
  return chart;
}

describe('the stack platform/policies', () => {
  test('has one policy for the rules of each scope and severity, one for waivers, the two of the seal, and a binding for each', () => {
    const names = (kind: string) =>
      objectsOf(rendered())
        .filter((object) => object.kind === kind)
        .map(({ metadata }) => metadata.name);
    const expected = [
      'stele-rules-pods',
      'stele-rules-pods-warnings',
      'stele-rules-services',
      'stele-rules-waivers',
      'stele-seal',
      'stele-seal-namespaces',
    ];
    expect(names('ValidatingAdmissionPolicy')).toEqual(expected);
    expect(names('ValidatingAdmissionPolicyBinding')).toEqual(expected);
  });

  test('lets images come from the registries that the facts of the cluster list, and from anywhere without a list', () => {
    const text = (more?: object) =>
      JSON.stringify(objectOf(rendered({}, more), 'ValidatingAdmissionPolicy', 'stele-rules-pods').spec);
    expect(text({ imageRegistries: ['ghcr.io'] })).toContain('valid-image-registry');
    expect(text({ imageRegistries: ['ghcr.io'] })).toContain('ghcr\\\\\\\\.io/');
    expect(text()).not.toContain('valid-image-registry');
  });

  test('alerts when policies are not what Git says, when nothing keeps them, and when they came back', () => {
    const { groups } = objectOf(rendered(), 'PrometheusRule').spec as {
      readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
    };
    expect(groups.flatMap((group) => group.rules.map(({ alert, expr }) => [alert, expr]))).toEqual([
      ['PoliciesOutOfSync', 'max by (name) (argocd_app_info{name=~"(.+[.])?policies",sync_status!="Synced"}) == 1'],
      ['PoliciesUnmanaged', 'absent(argocd_app_info{name=~"(.+[.])?policies"}) and on() count(argocd_app_info) > 0'],
      ['PoliciesApplied', 'sum by (name) (increase(argocd_app_sync_total{name=~"(.+[.])?policies"}[15m])) > 0'],
    ]);
  });

  test('lets people debug with the images that it is told', () => {
    const { spec } = objectOf(
      rendered({ debugImages: ['example.com/debug'] }),
      'ValidatingAdmissionPolicy',
      'stele-seal',
    );
    expect(JSON.stringify(spec)).toContain('[\\"example.com/debug\\"]');
  });

  test('refuses a grant with a field that there is not', () => {
    const parsed = policies.stack.config.safeParse({ grants: { mesh: [{ resources: ['/services'], field: 'spec' }] } });
    expect(parsed.success).toBe(false);
  });
});
