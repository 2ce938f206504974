import { describe, expect, test } from '@jest/globals';
import { mismatch, selects } from '../../policies/label-selector.ts';

const labels = { app: 'web', tier: 'front' };

function expression(key: string, operator: string, ...values: string[]) {
  return { matchExpressions: [{ key, operator, values }] };
}

describe('selects', () => {
  test.each([
    ['nothing said', {}],
    ['an equal label', { matchLabels: { app: 'web' } }],
    ['one of several', expression('app', 'In', 'shop', 'web')],
    ['none of several', expression('app', 'NotIn', 'shop')],
    ['none of several, for a label that is not there', expression('zone', 'NotIn', 'a')],
    ['a label that exists', expression('tier', 'Exists')],
    ['a label that does not', expression('zone', 'DoesNotExist')],
  ])('takes %s', (_, selector) => {
    expect(selects(selector, labels)).toBe(true);
  });

  test.each([
    ['another value', { matchLabels: { app: 'shop' } }, 'app=shop'],
    ['a label that is only inherited', { matchLabels: { constructor: 'web' } }, 'constructor=web'],
    ['none of several', expression('app', 'In', 'shop', 'blog'), 'app In shop, blog'],
    ['one that must not be', expression('app', 'NotIn', 'web'), 'app NotIn web'],
    ['a label that is missing', expression('zone', 'Exists'), 'zone Exists'],
    ['a label that is there', expression('tier', 'DoesNotExist'), 'tier DoesNotExist'],
    ['the second requirement', { matchLabels: { app: 'web' }, ...expression('tier', 'In', 'back') }, 'tier In back'],
  ])('refuses %s, and says which', (_, selector, requirement) => {
    expect(mismatch(selector, labels)).toBe(requirement);
  });
});
