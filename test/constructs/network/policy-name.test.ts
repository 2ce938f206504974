import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { apiServer, cidr, loadBalancer, type Peer, workload } from '../../../constructs/network/index.ts';
import { policyName } from '../../../constructs/network/policy-name.ts';
import { isDnsLabel, isDnsSubdomain } from '../../../model/names.ts';

describe('the name of a policy', () => {
  test.each([
    [workload('shop', 'redis'), 'web-to-shop.redis'],
    [apiServer(), 'web-to-api-server'],
    [loadBalancer(), 'web-to-load-balancer'],
    [cidr('10.0.0.0/8'), 'web-to-cidr-10.0.0.0-8'],
    [cidr('2001:DB8::/32'), 'web-to-cidr-2001-db8---32'],
    [cidr('10.0.0.0/8', { except: ['10.1.0.0/16'] }), 'web-to-cidr-10.0.0.0-8-except-061bb4c1d9'],
  ])('says both sides: %j', (peer, name) => {
    expect(policyName('web', 'to', peer)).toBe(name);
  });

  test('does not depend on the order of the exceptions', () => {
    const one = cidr('10.0.0.0/8', { except: ['10.1.0.0/16', '10.2.0.0/16'] });
    const other = cidr('10.0.0.0/8', { except: ['10.2.0.0/16', '10.1.0.0/16'] });
    expect(policyName('web', 'to', one)).toBe(policyName('web', 'to', other));
  });

  test('differs where plain joining would not', () => {
    expect(policyName('a', 'from', workload('b-from-c', 'd'))).not.toBe(
      policyName('a-from-b', 'from', workload('c', 'd')),
    );
  });

  test('is cut to what Kubernetes takes, and stays distinct', () => {
    const long = (end: string) => workload('s'.repeat(63), `${'w'.repeat(62)}${end}`);
    const name = (end: string) => policyName('d'.repeat(200), 'from', long(end));
    expect([name('a').length <= 253, name('a') === name('b')]).toEqual([true, false]);
  });

  const label = fc
    .string({ unit: fc.constantFrom('a', '-', 'from', 'to'), minLength: 1, maxLength: 9 })
    .filter(isDnsLabel);
  const peer: fc.Arbitrary<Peer> = fc.tuple(label, label).map(([stack, name]) => workload(stack, name));
  const link = fc.tuple(label, fc.constantFrom('from', 'to'), peer);

  test('is a valid name that no other pair has', () => {
    fc.assert(
      fc.property(fc.array(link, { minLength: 2, maxLength: 30 }), (links) => {
        const distinct = new Set(links.map((item) => JSON.stringify(item)));
        const names = links.map((item) => policyName(...item));
        expect(names.every(isDnsSubdomain)).toBe(true);
        expect(new Set(names).size).toBe(distinct.size);
      }),
    );
  });
});
