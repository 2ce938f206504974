import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { LabelIndex } from '../../../policies/graph/label-index.ts';
import { selects } from '../../../policies/label-selector.ts';
import type { Fields } from '../../../policies/read.ts';

const key = fc.constantFrom('app', 'tier', 'constructor', '__proto__');
const value = fc.constantFrom('a', 'b', 'c');
const labels = fc.array(fc.tuple(key, value), { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs));
const expression = fc.record({
  key,
  operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
  values: fc.array(value, { maxLength: 3 }),
});
const selector = fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 2 }) });

test('finds what asking each item would find', () => {
  fc.assert(
    fc.property(fc.array(labels, { maxLength: 20 }), fc.array(selector, { maxLength: 5 }), (items, selectors) => {
      const index = new LabelIndex<Fields>((item) => item);
      for (const item of items) index.add('web', item);
      for (const one of selectors) {
        const expected = items.filter((item) => selects(one, item));
        const found = index.select('web', one);
        expect(found).toHaveLength(expected.length);
        expect(new Set(found)).toEqual(new Set(expected));
      }
    }),
    { seed: 7 },
  );
});

test('looks into one namespace only', () => {
  const index = new LabelIndex<Fields>((item) => item);
  index.add('web', { app: 'a' });
  expect(index.select('shop', { matchLabels: { app: 'a' } })).toEqual([]);
});
