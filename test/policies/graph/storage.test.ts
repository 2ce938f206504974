import { expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { clusterFactsSchema } from '../../../model/facts.ts';
import type { KubeObject } from '../../../model/kube.ts';
import { schemaCatalogs } from '../../../pipeline/check/schema-catalogs.ts';
import { Evaluator } from '../../../policies/evaluator.ts';
import rule from '../../../policies/rules/valid-config-reference.ts';

const CLAIMS = `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: redis }
spec:
  serviceName: redis
  volumeClaimTemplates:
    - { metadata: { name: data }, spec: { storageClassName: fast } }
    - { metadata: { name: more }, spec: { storageClassName: standard } }
    - { metadata: { name: bound }, spec: { storageClassName: '' } }
`;

function pointers(storageClasses: { default: string; names: string[] } | undefined): string[] {
  const evaluator = new Evaluator({ rules: [rule], options: { settings: {} }, schemas: schemaCatalogs() });
  const parsed = clusterFactsSchema.parse({ region: 'r', kubernetes: '1.36', capabilities: { storageClasses } });
  const facts = { ...parsed, name: 'c', environment: 'e', tier: 'staging' as const };
  // written above
  const objects = [load(CLAIMS) as KubeObject];
  const cluster = { objects, kubernetes: '1.36', tier: 'staging' as const, complete: true, facts };
  return evaluator.evaluate(cluster).map(({ pointer }) => pointer);
}

test('a StorageClass that the facts of the cluster do not name is found', () => {
  expect(pointers({ default: 'standard', names: ['standard'] })).toEqual([
    '/spec/volumeClaimTemplates/0/spec/storageClassName',
  ]);
});

test('where the facts say nothing of StorageClasses, neither does the rule', () => {
  expect(pointers(undefined)).toEqual([]);
});
