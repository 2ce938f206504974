import { describe, expect, jest, test } from '@jest/globals';
import { CheckedFolder, PRIVILEGED_POD, reportOf } from '../../checked-folder.ts';

// each case starts the command, some several times
jest.setTimeout(30_000);

const folder = new CheckedFolder();

describe('stele check of waivers', () => {
  const WAIVED = 'a reason (owner: web, until: 2999-01-01)';
  const withWaiver = (rule: string, text: string) =>
    PRIVILEGED_POD.replace(
      'namespace: shop',
      `namespace: shop\n  annotations:\n    stele.dev/waive.${rule}: '${text}'`,
    );

  test.each([
    ['is not needed', 'no-host-namespaces', WAIVED, 'error', /is not needed/],
    [
      'names no rule',
      'no-privilege',
      WAIVED,
      'error',
      /names no rule: no-privilege \(did you mean "no-privileged"\?\)/,
    ],
    ['has no date', 'no-privileged', 'a reason (owner: web)', 'error', /./],
    ['has a date that is none', 'no-privileged', 'a reason (owner: web, until: 2999-02-30)', 'error', /./],
    ['has expired', 'no-privileged', 'a reason (owner: web, until: 2020-01-01)', 'warning', /expired on 2020-01-01/],
  ])('one that %s', async (_what, rule, text, severity, message) => {
    const outcome = await folder.checkText(withWaiver(rule, text), '--format', 'json');
    const found = reportOf(outcome).findings.filter((finding) => finding.rule === 'valid-waiver');
    expect(found).toEqual([expect.objectContaining({ severity, line: 7, message: expect.stringMatching(message) })]);
  });
});
