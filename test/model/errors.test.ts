import { describe, expect, test } from '@jest/globals';
import { nearest, UserError } from '../../model/errors.ts';

describe('UserError', () => {
  test('carries every problem once, in order', () => {
    const problem = { subject: 'a.ts', message: 'is wrong; mend it' };
    const error = new UserError([problem, { subject: 'b.ts', message: 'too' }, { ...problem }]);
    expect(error.message).toBe('a.ts: is wrong; mend it\nb.ts: too');
    expect(error.problems).toHaveLength(2);
  });
});

describe('nearest', () => {
  test.each([
    ['replcias', 'replicas'],
    ['Host', 'host'],
    ['hots', 'host'],
    ['prod-eu1', 'prod-eu-1'],
  ])('finds %s to be %s', (written, meant) => {
    expect(nearest(written, ['replicas', 'host', 'prod-eu-1', 'prod-us-1'])).toBe(meant);
  });

  test('finds nothing where nothing is near', () => {
    expect(nearest('memory', ['replicas', 'host'])).toBeUndefined();
  });
});
