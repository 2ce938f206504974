import { expect, test } from '@jest/globals';
import { Evaluator } from '../../policies/evaluator.ts';
import rule from '../../policies/rules/valid-image-registry.ts';
import { testFacts } from '../support/stack-chart.ts';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'web' },
  spec: { containers: [{ name: 'web', image: 'ghcr.io/acme/web:1.0.0' }] },
};

/** What clusters with these registries, one after the other, say of the same pod. */
function found(parameters: object, ...clusters: readonly (readonly string[] | undefined)[]): readonly number[] {
  const evaluator = new Evaluator({
    rules: [rule],
    options: { settings: { 'valid-image-registry': { parameters: { ...parameters } } } },
    schemas: () => {
      throw new Error('needs no schemas');
    },
  });
  return clusters.map((imageRegistries) => {
    const facts = testFacts(imageRegistries === undefined ? {} : { imageRegistries });
    return evaluator.evaluate({ objects: [POD], kubernetes: '1.36', tier: 'production', complete: true, facts }).length;
  });
}

test('clusters that share an object judge it by the registries of their own facts', () => {
  expect(found({}, ['quay.io'], ['ghcr.io'], undefined, ['quay.io'])).toEqual([1, 0, 0, 1]);
});

test('facts of a cluster take the place of the settings of the repository', () => {
  expect(found({ registries: ['quay.io'] }, undefined, ['ghcr.io'])).toEqual([1, 0]);
});
