import { describe, expect, test } from '@jest/globals';
import { waiversOf, waiversOfMadePods } from '../../policies/waivers.ts';

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

test('waiversOfMadePods reads what an operator hands on to its pods', () => {
  const waiver = {
    'stele.dev/waive.require-scratch-limit': 'the operator sets none (owner: platform, until: 2027-01-31)',
  };
  const prometheus = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name: 'x' },
    spec: { podMetadata: { annotations: waiver } },
  };
  expect([...waiversOfMadePods(prometheus).keys()]).toEqual(['require-scratch-limit']);
  expect(waiversOf(prometheus).size).toBe(0);
});
