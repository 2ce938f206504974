import { expect, test } from '@jest/globals';
import { isNothing } from '../../../policies/cel/quantity.ts';

test.each([undefined, null, '', 0, '0', '0m', '0Gi', '0.0', '.0', '0e3', '-0', '0E'])('%p is nothing', (quantity) => {
  expect(isNothing(quantity)).toBe(true);
});

test.each([1, 0.5, '1', '10m', '0.1', '64Mi', '1e3', '05', '.5Gi', 'x1'])('%p is something', (quantity) => {
  expect(isNothing(quantity)).toBe(false);
});
