import { describe, expect, test } from '@jest/globals';
import { variantName } from '../../../pipeline/render/variant-name.ts';
import { testFacts } from '../../support/stack-chart.ts';

describe('variantName', () => {
  test('is _all when no fact was read', () => {
    expect(variantName(testFacts(), false, [])).toBe('_all');
  });

  test('is the value of the fact that was read', () => {
    expect(variantName(testFacts(), false, ['region'])).toBe('eu-west-1');
  });

  test('lists several facts in the order of their names, whatever the order of reading', () => {
    expect(variantName(testFacts(), false, ['region', 'kubernetes'])).toBe('1.36+eu-west-1');
  });

  test('is the cluster’s name when that was read, or when the cluster has an overlay', () => {
    expect(variantName(testFacts(), false, ['name', 'region'])).toBe('test-1');
    expect(variantName(testFacts(), true, [])).toBe('test-1');
  });

  test('leaves out facts that the folder gives already', () => {
    expect(variantName(testFacts(), false, ['environment', 'tier', 'ring'])).toBe('_all');
  });

  test('leaves out what plain Kubernetes has, and names what differs from it by its hash', () => {
    expect(variantName(testFacts(), false, ['network.dns', 'registryMirror'])).toBe('_all');
    const cached = testFacts({ network: { dns: { peers: [{ cidr: '169.254.20.10/32' }], ports: [{ port: 53 }] } } });
    expect(variantName(cached, false, ['network.dns'])).toMatch(/^dns-[0-9a-f]{10}$/);
  });

  test('names a fact that is not given, where that made a difference', () => {
    expect(variantName(testFacts(), false, ['network.loadBalancers'])).toBe('loadBalancers-none');
  });

  test('does not take a long or odd text for a name', () => {
    expect(variantName(testFacts({ region: '../etc' }), false, ['region'])).toMatch(/^region-[0-9a-f]{10}$/);
    expect(variantName(testFacts({ region: 'x'.repeat(41) }), false, ['region'])).toMatch(/^region-[0-9a-f]{10}$/);
  });
});
