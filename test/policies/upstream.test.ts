import { describe, expect, test } from '@jest/globals';
import { ownRules, upstreamFamilies } from '../../pipeline/index.ts';
import { coverageOf, upstreamKey } from '../../policies/upstream.ts';
import { upstreamReasons } from '../../policies/upstream-reasons.ts';

const rules = await ownRules();
const checks = upstreamFamilies().flatMap((family) => family.checks);
const reasons = upstreamReasons();
const ids = new Set(checks.map(({ id }) => id));

describe('the checks of others', () => {
  test('are each listed once', () => {
    expect(checks).toHaveLength(ids.size);
    expect(new Set([...ids].map(upstreamKey)).size).toBe(ids.size);
  });

  test('are all there that a rule stands for', () => {
    const unknown = rules.flatMap(({ id, upstream }) =>
      upstream.filter((one) => !ids.has(one)).map((one) => [id, one]),
    );
    expect(unknown).toEqual([]);
  });

  test('have a rule each, or a reason', () => {
    const open = coverageOf(checks, rules, reasons).filter((one) => one.rules.length === 0 && one.reason === undefined);
    expect(open.map(({ check }) => check.id)).toEqual([]);
  });

  test('have no reason where there is a rule, or no check', () => {
    const covered = new Set(rules.flatMap(({ upstream }) => upstream));
    expect([...reasons.keys()].filter((id) => covered.has(id) || !ids.has(id))).toEqual([]);
  });
});

describe('upstreamKey', () => {
  test.each([
    ['AVD-KSV-0001', 'ksv 1'],
    ['KSV01010', 'ksv 1010'],
    ['c0016', 'c 16'],
    ['CIS-5.2.6', 'cis 5.2.6'],
    ['kube-score: pod-probes', 'kube-score pod-probes'],
    ['PSS baseline: Host Ports', 'pss baseline host ports'],
  ])('reads %s as %s', (id, key) => {
    expect(upstreamKey(id)).toBe(key);
  });
});
