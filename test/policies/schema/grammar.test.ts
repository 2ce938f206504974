import { describe, expect, it } from '@jest/globals';
import {
  configKey,
  countOrShare,
  dnsLabel,
  dnsLabel1035,
  dnsSubdomain,
  type Grammar,
  labelValue,
  pathSegment,
  portName,
  qualifiedName,
  variableName,
  whole,
} from '../../../policies/schema/grammar.ts';

const LONG = 'a'.repeat(64);

describe.each<readonly [string, Grammar, readonly unknown[], readonly unknown[]]>([
  ['a DNS label', dnsLabel, ['a', '1', 'a-1'], ['', 'A', '-a', 'a-', 'a.b', 'a_b', 'ä', LONG]],
  ['a DNS label of old', dnsLabel1035, ['a', 'a-1'], ['1a', 'a.b', LONG]],
  ['a DNS name', dnsSubdomain, ['a', 'a.b-c.1', LONG], ['', '.a', 'a.', 'a..b', 'A', `${'a.'.repeat(127)}`]],
  ['a part of a URL', pathSegment, ['system:a', 'A b', '...'], ['.', '..', 'a/b', 'a%b']],
  ["a label's key", qualifiedName, ['a', 'A_b.c', 'example.com/a'], ['', '/a', 'a/', 'a/b/c', 'Example.com/a', LONG]],
  ["a label's value", labelValue, ['', 'a', 'A_b.c-1'], ['-a', 'a b', 'a/b', LONG]],
  ["a ConfigMap's key", configKey, ['a', '.a', '_-.', 'A.b', LONG], ['', '.', '..', '..a', 'a/b', 'a b']],
  ["a port's name", portName, ['http', 'a-1', '1a'], ['', 'HTTP', '80', 'a--b', '-a', 'a'.repeat(16)]],
  ["a variable's name", variableName, ['A', 'a.b-c', '1', 'a b'], ['', 'a=b', 'ä']],
  ['a number in bounds', whole(1, 3), [1, 3], [0, 4, -1]],
  ['a number or a share', countOrShare, [0, 5, '0%', '100%'], [-1, '101%', '-1%', 'all', '1.5%']],
])('%s', (_, grammar, good, bad) => {
  it.each(good)('may be %p', (value) => expect(grammar(value)).toBeUndefined());
  it.each(bad)('is not %p', (value) => expect(grammar(value)).toMatch(/^must /));
  it('leaves values of other types to the schema', () => expect(grammar(['a'])).toBeUndefined());
});
