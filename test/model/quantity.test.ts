import { describe, expect, test } from '@jest/globals';
import { amountOf, isPositiveQuantity, mebibytes } from '../../model/quantity.ts';

describe('amountOf', () => {
  test.each([
    ['1', 1],
    ['.5', 0.5],
    ['5.', 5],
    ['+3', 3],
    ['-1', -1],
    ['250m', 0.25],
    ['100n', 1e-7],
    ['1k', 1000],
    ['64Mi', 67_108_864],
    ['1E', 1e18],
    ['1e3', 1000],
    ['12E-1', 1.2],
    [2, 2],
    [0.1, 0.1],
  ])('reads %s as the API server does', (text, amount) => {
    expect(amountOf(text)).toBeCloseTo(amount, 12);
  });

  test.each(['', 'Mi', '1 Gi', '1mi', '1K', '1e', '1.2.3', '1MiB', '0x10', '1e3Mi'])(
    'takes %j for no quantity',
    (text) => {
      expect(amountOf(text)).toBeUndefined();
    },
  );
});

test('nothing, and less than nothing, is no positive quantity', () => {
  expect(['0', '-1', '0Mi', 'x', '1m'].map(isPositiveQuantity)).toEqual([false, false, false, false, true]);
});

test('mebibytes are rounded up', () => {
  expect([mebibytes(2 ** 20), mebibytes(2 ** 20 + 1)]).toEqual(['1Mi', '2Mi']);
});
