import { expect, test } from '@jest/globals';
import { ownRules, upstreamFamilies } from '../../pipeline/index.ts';
import { formerNumbers } from '../../policies/cis-editions.ts';

test.each([
  ['CIS 5.7.4', ['CIS 5.6.4']],
  ['cis-5.2.8', ['no-added-capabilities']],
  ['CIS 5.1.1', []],
  ['C-0016', []],
])('%s is elsewhere %j', (id, expected) => {
  expect(formerNumbers(id).map((one) => one.is)).toEqual(expected);
});

test('a number of another edition leads to a check that there is, or to a rule', async () => {
  const checks = upstreamFamilies().flatMap((family) => family.checks.map(({ id }) => id));
  const known = new Set([...checks, ...(await ownRules()).map(({ id }) => id)]);
  const numbers = ['5.2', '5.7'].flatMap((group) =>
    Array.from({ length: 13 }, (_, index) => `CIS ${group}.${index + 1}`),
  );
  const meant = numbers.flatMap(formerNumbers).map((one) => one.is);
  expect(meant).toHaveLength(17);
  expect(meant.filter((one) => !known.has(one))).toEqual([]);
});
