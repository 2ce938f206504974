import { describe, expect, test } from '@jest/globals';
import { dnsLabel, isDnsLabel, isDnsSubdomain } from '../../model/names.ts';

describe('A DNS label', () => {
  test.each(['a', '0', 'web', 'a-b', '1st', 'a'.repeat(63)])('may be %j', (name) => {
    expect(isDnsLabel(name)).toBe(true);
  });

  test.each(['', 'A', 'a.b', '-a', 'a-', 'a_b', 'ä', 'a\n', ' a', '..', 'a/b', 'a'.repeat(64)])(
    'may not be %j',
    (name) => {
      expect(isDnsLabel(name)).toBe(false);
    },
  );

  test('is asked for in words that say what it may be', () => {
    expect(() => dnsLabel('stacks/web.ts', 'stack name', 'My App')).toThrow(
      'stacks/web.ts: stack name "My App" is not a DNS label; use at most 63 of a-z, 0-9 and "-", beginning and ending with a letter or digit',
    );
  });
});

describe('A DNS subdomain', () => {
  test.each(['a', 'a.b', 'a-b.c-d.1', `${'a'.repeat(63)}.b`, `${'a.'.repeat(126)}a`])('may be %j', (name) => {
    expect(isDnsSubdomain(name)).toBe(true);
  });

  test.each(['', '.', 'a.', '.a', 'a..b', 'A.b', 'a.-b', 'a.b\n', `${'a.'.repeat(127)}`, `${'a.'.repeat(126)}ab`])(
    'may not be %j',
    (name) => {
      expect(isDnsSubdomain(name)).toBe(false);
    },
  );
});
