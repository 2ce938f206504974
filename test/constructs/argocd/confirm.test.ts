import { describe, expect, it } from '@jest/globals';
import { confirmDeletion } from '../../../constructs/argocd/index.ts';

const OPTIONS = 'argocd.argoproj.io/sync-options';

function optionsAfter(apiVersion: string, kind: string, annotations?: Record<string, string>) {
  const object = { apiVersion, kind, metadata: { name: 'a', ...(annotations === undefined ? {} : { annotations }) } };
  confirmDeletion(object);
  return object.metadata;
}

describe('confirmDeletion', () => {
  it.each([
    ['v1', 'Namespace'],
    ['v1', 'PersistentVolumeClaim'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ])('asks before a %s %s is deleted', (apiVersion, kind) => {
    expect(optionsAfter(apiVersion, kind)).toEqual({
      name: 'a',
      annotations: { [OPTIONS]: 'Prune=confirm,Delete=confirm' },
    });
  });

  it('leaves other objects alone', () => {
    expect(optionsAfter('v1', 'ConfigMap')).toEqual({ name: 'a' });
  });

  it('leaves a kind of the same name in another group alone', () => {
    expect(optionsAfter('example.com/v1', 'Namespace')).toEqual({ name: 'a' });
  });

  it('keeps the options and annotations that are there', () => {
    const annotations = { [OPTIONS]: 'Replace=true, Prune=false', team: 'web' };
    expect(optionsAfter('v1', 'Namespace', annotations)).toEqual({
      name: 'a',
      annotations: { [OPTIONS]: 'Replace=true,Prune=false,Delete=confirm', team: 'web' },
    });
  });

  it('changes nothing the second time', () => {
    const first = optionsAfter('v1', 'Namespace');
    expect(optionsAfter('v1', 'Namespace', first.annotations)).toEqual(first);
  });
});
