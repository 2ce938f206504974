import { describe, expect, test } from '@jest/globals';
import { podWaiversOf, waiversOf } from '../../policies/waivers.ts';

const object = (value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x', annotations: { 'stele.dev/waive.no-host-path': value } },
});

describe('waiversOf', () => {
  test('takes an annotation apart into rule, reason, owner and day', () => {
    const waivers = waiversOf(object('reads the node’s logs (owner: platform, until: 2027-01-31)'));
    expect(waivers.get('no-host-path')).toEqual({
      rule: 'no-host-path',
      reason: 'reads the node’s logs',
      owner: 'platform',
      until: '2027-01-31',
    });
  });

  test.each(['', 'because', 'x (owner: a)', 'x (owner: a, until: soon)', 'x (owner: a, until: 2027-13-01)'])(
    'has no waiver for %j, and keeps the name of its rule',
    (text) => {
      expect([...waiversOf(object(text))]).toEqual([['no-host-path', undefined]]);
    },
  );

  test('finds nothing on an object without annotations', () => {
    expect(waiversOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } }).size).toBe(0);
  });
});

describe('podWaiversOf', () => {
  const key = 'stele.dev/waive.require-scratch-limit';
  const text = 'the operator sets none (owner: platform, until: 2027-01-31)';
  const annotations = { [key]: text };

  test.each([
    ['monitoring.coreos.com/v1', 'Prometheus', { podMetadata: { annotations } }, '/spec/podMetadata/annotations'],
    [
      'argoproj.io/v1alpha1',
      'Rollout',
      { template: { metadata: { annotations } } },
      '/spec/template/metadata/annotations',
    ],
    [
      'keda.sh/v1alpha1',
      'ScaledJob',
      { jobTargetRef: { template: { metadata: { annotations } } } },
      '/spec/jobTargetRef/template/metadata/annotations',
    ],
    [
      'argoproj.io/v1alpha1',
      'Experiment',
      { templates: [{}, { template: { metadata: { annotations } } }] },
      '/spec/templates/1/template/metadata/annotations',
    ],
  ])('reads what %s %s hands on to its pods', (apiVersion, kind, spec, place) => {
    const object = { apiVersion, kind, metadata: { name: 'x' }, spec };
    expect(podWaiversOf(object).map((one) => [one.place, [...one.waivers.keys()]])).toEqual([
      [place, ['require-scratch-limit']],
    ]);
    expect(waiversOf(object).size).toBe(0);
  });

  test.each([
    [text, []],
    ['another reason (owner: platform, until: 2027-01-31)', ['require-scratch-limit']],
  ])('leaves out what a Deployment has itself by the same text: %s', (own, expected) => {
    const object = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'x', annotations: { [key]: own } },
      spec: { template: { metadata: { annotations } } },
    };
    expect(podWaiversOf(object).flatMap(({ waivers }) => [...waivers.keys()])).toEqual(expected);
  });
});
