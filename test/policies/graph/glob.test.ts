import { expect, test } from '@jest/globals';
import { matchesGlob } from '../../../policies/graph/glob.ts';

test.each([
  ['*', 'https://git.example.com/a/b', '/', true],
  ['https://git.example.com/*', 'https://git.example.com/a', '/', true],
  ['https://git.example.com/*', 'https://git.example.com/a/b', '/', false],
  ['https://git.example.com/**', 'https://git.example.com/a/b', '/', true],
  ['https://*.example.com/a', 'https://git.example.com/a', '/', true],
  ['web-*', 'web-1', '', true],
  ['web-*', 'shop-1', '', false],
  ['web-?', 'web-12', '', false],
  ['a*b*c', 'axbxbc', '', true],
  ['', '', '', true],
  ['', 'a', '', false],
])('%j of %j, with separator %j: %j', (pattern, text, separator, expected) => {
  expect(matchesGlob(pattern, text, separator)).toBe(expected);
});

test('a pattern made to be slow is not', () => {
  // a matcher that goes back and tries again would not come to an end
  expect(matchesGlob(`${'*a'.repeat(100)}b`, 'a'.repeat(2000))).toBe(false);
});
