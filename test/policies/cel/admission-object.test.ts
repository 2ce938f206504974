import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../model/kube.ts';
import { podAdmission } from '../../../policies/cel/admission-object.ts';

describe('a null', () => {
  const variables = podAdmission({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', annotations: { note: null } },
    spec: {
      hostNetwork: null,
      containers: [{ name: 'web', image: 'web', ports: null, resources: { limits: { cpu: null }, requests: null } }],
    },
  } as unknown as KubeObject)?.variables;

  test('in a struct is no field', () => {
    expect(variables?.podSpec).not.toHaveProperty('hostNetwork');
    expect(variables?.containers).toEqual([{ name: 'web', image: 'web', resources: { limits: { cpu: '0' } } }]);
  });

  test('in a map is the empty value that Go reads there', () => {
    expect(variables?.annotations).toEqual({ note: '' });
    expect(variables?.containers).toMatchObject([{ resources: { limits: { cpu: '0' } } }]);
  });
});
