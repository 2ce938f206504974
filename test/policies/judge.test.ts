import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../model/kube.ts';
import type { Violation } from '../../policies/evaluator.ts';
import { judge } from '../../policies/judge.ts';
import noPrivileged from '../../policies/rules/no-privileged.ts';

const GOOD = 'reads the node’s logs (owner: platform, until: 2027-01-31)';
const BROKEN = '/spec/containers/0/securityContext/privileged';
const options = {
  today: '2026-12-01',
  known: new Set(['no-privileged', 'no-host-path', 'valid-waiver']),
  applied: new Set(['no-privileged', 'valid-waiver']),
};

function pod(waivers: Readonly<Record<string, string>> = {}): KubeObject {
  const annotations = Object.fromEntries(
    Object.entries(waivers).map(([rule, text]) => [`stele.dev/waive.${rule}`, text]),
  );
  return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'shop', name: 'web', annotations } };
}

function broken(object: KubeObject): Violation[] {
  const rule = noPrivileged;
  return [{ rule, severity: 'error', object, pointer: BROKEN, value: true, message: 'must not', remedy: 'remove it' }];
}

describe('judge', () => {
  test('says what a rule found, and on which object', () => {
    const object = pod();
    expect(judge(object, broken(object), options)).toEqual([
      {
        rule: 'no-privileged',
        severity: 'error',
        object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' },
        pointer: BROKEN,
        value: true,
        message: 'must not',
        remedy: 'remove it',
      },
    ]);
  });

  test('adds the waiver that permits it', () => {
    const object = pod({ 'no-privileged': GOOD });
    const waived = { rule: 'no-privileged', reason: 'reads the node’s logs', owner: 'platform', until: '2027-01-31' };
    expect(judge(object, broken(object), options)).toEqual([
      expect.objectContaining({ rule: 'no-privileged', waived }),
    ]);
  });

  test('warns of a waiver on the day after its last, which still permits', () => {
    const object = pod({ 'no-privileged': GOOD });
    expect(judge(object, broken(object), { ...options, today: '2027-02-01' })).toEqual([
      expect.objectContaining({ rule: 'no-privileged', waived: expect.anything() }),
      {
        rule: 'valid-waiver',
        severity: 'warning',
        object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' },
        pointer: '/metadata/annotations/stele.dev~1waive.no-privileged',
        value: GOOD,
        message: 'the waiver of no-privileged expired on 2027-01-31',
        remedy: 'mend what breaks the rule, or let platform decide on a new date',
      },
    ]);
  });

  test('refuses a waiver that permits nothing', () => {
    expect(judge(pod({ 'no-privileged': GOOD }), [], options)).toEqual([
      expect.objectContaining({
        rule: 'valid-waiver',
        severity: 'error',
        message: 'the waiver of no-privileged is not needed: the object does not break the rule',
      }),
    ]);
  });

  test('leaves the waiver of a rule alone that did not look', () => {
    expect(judge(pod({ 'no-host-path': GOOD }), [], options)).toEqual([]);
  });

  test('refuses the waiver of a rule that does not exist, and names the nearest', () => {
    expect(judge(pod({ 'no-priviledged': GOOD }), [], options)).toEqual([
      expect.objectContaining({
        severity: 'error',
        message: 'the waiver names no rule: no-priviledged (did you mean "no-privileged"?)',
      }),
    ]);
  });

  describe('on what an operator makes of the object', () => {
    const PLACE = '/spec/podMetadata/annotations';

    function prometheus(own: Readonly<Record<string, string>>, ofPods: Readonly<Record<string, string>>): KubeObject {
      return {
        ...pod(own),
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'Prometheus',
        spec: { podMetadata: pod(ofPods).metadata },
      };
    }

    function judged(
      own: Readonly<Record<string, string>>,
      ofPods: Readonly<Record<string, string>>,
      today = options.today,
    ) {
      const object = prometheus(own, ofPods);
      return judge(
        object,
        broken(object).map((one) => ({ ...one, waivedAt: PLACE })),
        { ...options, today },
      );
    }

    test('takes the waiver that its pods get', () => {
      expect(judged({}, { 'no-privileged': GOOD })).toEqual([
        expect.objectContaining({ rule: 'no-privileged', waived: expect.objectContaining({ until: '2027-01-31' }) }),
      ]);
    });

    test('does not take one that only the object has, and says where it belongs', () => {
      const [finding, ...others] = judged({ 'no-privileged': GOOD }, {});
      expect(finding).not.toHaveProperty('waived');
      expect(finding?.remedy).toBe(`write the waiver in ${PLACE} too, where the API server looks for it`);
      expect(others).toEqual([]);
    });

    test.each([
      [
        'that has expired',
        'no-privileged',
        '2027-02-01',
        'warning',
        'the waiver of no-privileged expired on 2027-01-31',
      ],
      [
        'of no rule',
        'no-privilege',
        '2026-12-01',
        'error',
        'the waiver names no rule: no-privilege (did you mean "no-privileged"?)',
      ],
    ])('finds one %s', (_, rule, today, severity, message) => {
      expect(judged({}, { [rule]: GOOD }, today)).toContainEqual(
        expect.objectContaining({
          rule: 'valid-waiver',
          severity,
          message,
          pointer: `${PLACE}/stele.dev~1waive.${rule}`,
          value: GOOD,
        }),
      );
    });

    test('finds one that permits nothing', () => {
      expect(judge(prometheus({}, { 'no-privileged': GOOD }), [], options)).toEqual([
        expect.objectContaining({
          pointer: `${PLACE}/stele.dev~1waive.no-privileged`,
          message: 'the waiver of no-privileged is not needed: the object does not break the rule',
        }),
      ]);
    });
  });
});
