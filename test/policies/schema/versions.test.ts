import { describe, expect, it } from '@jest/globals';
import { byStability, closestVersion, compareVersions } from '../../../policies/schema/versions.ts';

describe('minor versions of Kubernetes', () => {
  it('are compared as numbers, whatever patch version follows', () => {
    const versions = ['1.36.2', '1.9', '1.10', '2.0'];
    expect(versions.toSorted(compareVersions)).toEqual(['1.9', '1.10', '1.36.2', '2.0']);
  });

  it.each([
    ['1.35', '1.35'],
    ['1.35.4', '1.35'],
    ['1.20', '1.34'],
    ['1.99', '1.36'],
  ])('of %s, the closest is %s', (wanted, closest) => {
    expect(closestVersion(['1.34', '1.35', '1.36'], wanted)).toBe(closest);
  });
});

describe('apiVersions', () => {
  it('are preferred as Kubernetes prefers them', () => {
    const preferred = ['apps/v10', 'apps/v2', 'apps/v1', 'apps/v1beta10', 'apps/v1beta2', 'apps/v1alpha1', 'apps/foo'];
    expect(preferred.toReversed().toSorted(byStability)).toEqual(preferred);
  });
});
