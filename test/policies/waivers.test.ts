import { describe, expect, test } from '@jest/globals';
import { waiverFindings, waiversOf } from '../../policies/waivers.ts';

const object = (value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x', annotations: { 'stele.dev/waive.no-host-path': value } },
});
const GOOD = 'reads the node’s logs (owner: platform, until: 2027-01-31)';

describe('waiversOf', () => {
  test('takes an annotation apart into rule, reason, owner and day', () => {
    expect(waiversOf(object(GOOD)).get('no-host-path')).toEqual({
      rule: 'no-host-path',
      reason: 'reads the node’s logs',
      owner: 'platform',
      until: '2027-01-31',
    });
  });
});

describe('waiverFindings', () => {
  test('has nothing to say up to the last day', () => {
    expect(waiverFindings(object(GOOD), '2027-01-31')).toEqual([]);
  });

  test('warns on the day after', () => {
    expect(waiverFindings(object(GOOD), '2027-02-01')).toEqual([
      {
        rule: 'valid-waiver',
        severity: 'warning',
        pointer: '/metadata/annotations/stele.dev~1waive.no-host-path',
        value: GOOD,
        message: 'the waiver of no-host-path expired on 2027-01-31',
        remedy: 'mend what breaks the rule, or let platform decide on a new date',
      },
    ]);
  });

  test.each(['', 'because', 'x (owner: a)', 'x (owner: a, until: soon)', 'x (owner: a, until: 2027-13-01)'])(
    'takes %j for an error',
    (value) => {
      expect(waiverFindings(object(value), '2020-01-01')[0]?.severity).toBe('error');
    },
  );
});
