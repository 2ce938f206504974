import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isStrictlyWithin, parseCidr } from '../../../constructs/network/cidr.ts';

describe('parseCidr', () => {
  test.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.1.2.3/32', '10.1.2.3/32'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['2001:DB8::1/32', '2001:db8::/32'],
    ['2001:db8:0:0:1:0:0:1/128', '2001:db8::1:0:0:1/128'],
    ['::1/0', '::/0'],
    ['::ffff:10.0.0.1/128', '::ffff:a00:1/128'],
  ])('spells %s as %s', (written, canonical) => {
    expect(parseCidr(written)?.text).toBe(canonical);
  });

  test.each([
    '',
    '10.0.0.0',
    '10.0.0/8',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '::/129',
    'fe80::1%eth0/64',
    'a/8',
  ])('knows that "%s" is none', (written) => {
    expect(parseCidr(written)).toBeUndefined();
  });

  test('gives back any IPv6 address that it spelled', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 0, max: 128 }), (address, prefix) => {
        const once = parseCidr(`${address}/${prefix}`);
        expect(parseCidr(once?.text ?? '')).toEqual(once);
      }),
    );
  });
});

describe('isStrictlyWithin', () => {
  test.each([
    ['10.1.0.0/16', '10.0.0.0/8', true],
    ['10.0.0.0/8', '10.0.0.0/8', false],
    ['10.0.0.0/8', '10.1.0.0/16', false],
    ['11.0.0.0/16', '10.0.0.0/8', false],
    ['2001:db8:1::/48', '2001:db8::/32', true],
    ['10.0.0.0/8', '::/0', false],
  ])('%s within %s: %s', (inner, outer, expected) => {
    const [small, large] = [parseCidr(inner), parseCidr(outer)];
    if (small === undefined || large === undefined) throw new Error('no CIDR');
    expect(isStrictlyWithin(small, large)).toBe(expected);
  });
});
