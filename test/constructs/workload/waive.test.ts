import { describe, expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { ImmutableDeployment, waive } from '../../../constructs/workload/index.ts';
import { IMAGE, objectOf, testChart } from '../../support/stack-chart.ts';

const waiver = { reason: 'the agent reads the logs of the node', owner: 'platform', until: '2027-01-31' };
const annotations = {
  'stele.dev/waive.no-host-path': 'the agent reads the logs of the node (owner: platform, until: 2027-01-31)',
};

test('a waiver is on the workload and on its pods', () => {
  const chart = testChart();
  new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE }] }).waive('no-host-path', waiver);
  const deployment = objectOf(chart, 'Deployment');
  expect(deployment.metadata.annotations).toEqual(annotations);
  expect(deployment.spec).toMatchObject({ template: { metadata: { annotations } } });
});

test('any object can have a waiver', () => {
  const chart = testChart();
  const object = new ApiObject(chart, 'x', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } });
  waive(object, 'no-host-path', waiver);
  expect(objectOf(chart, 'ConfigMap').metadata.annotations).toEqual(annotations);
});

test.each([
  ['monitoring.coreos.com/v1', 'Prometheus', {}, { podMetadata: { annotations } }],
  ['monitoring.coreos.com/v1', 'ServiceMonitor', {}, {}],
  [
    'keda.sh/v1alpha1',
    'ScaledJob',
    { jobTargetRef: { template: { spec: { containers: [] } } } },
    { jobTargetRef: { template: { metadata: { annotations }, spec: { containers: [] } } } },
  ],
])('a waiver of a %s %s is where its operator gives it to the pods', (apiVersion, kind, spec, expected) => {
  const chart = testChart();
  waive(new ApiObject(chart, 'x', { apiVersion, kind, metadata: { name: 'x' }, spec }), 'no-host-path', waiver);
  const object = objectOf(chart, kind);
  expect(object.metadata.annotations).toEqual(annotations);
  expect(object.spec).toEqual(expected);
});

describe('a waiver is refused', () => {
  test.each([
    [{ reason: ' ' }, 'reason is empty; say why the rule has to be broken'],
    [{ reason: 'a (b)' }, 'reason has a parenthesis or a line break; write one plain line'],
    [{ reason: 'a\nb' }, 'reason has a parenthesis or a line break; write one plain line'],
    [{ owner: '' }, 'owner "" is no team; write its name, such as "web"'],
    [{ owner: 'a, b' }, 'owner "a, b" is no team; write its name, such as "web"'],
    [{ until: '31.1.2027' }, 'until "31.1.2027" is no day; write for example 2027-01-31'],
    [{ until: '2027-02-29' }, 'until "2027-02-29" is no day; write for example 2027-01-31'],
  ])('with %j', (part, message) => {
    expect(() => permit('no-host-path', { ...waiver, ...part })).toThrow(`shop/web: waive("no-host-path"): ${message}`);
  });

  test('for something that is no rule', () => {
    expect(() => permit('No Rule', waiver)).toThrow('is no id of a rule; write for example no-host-path');
  });
});

test('a leap day is a day', () => {
  expect(() => permit('no-host-path', { ...waiver, until: '2028-02-29' })).not.toThrow();
});

function permit(rule: string, given: typeof waiver): void {
  new ImmutableDeployment(testChart(), 'web', { containers: [{ image: IMAGE }] }).waive(rule, given);
}
