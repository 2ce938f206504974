import { describe, expect, it } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { confirmDeletion, keepOnPrune } from '../../../constructs/argocd/index.ts';
import { objectOf, testChart } from '../../support/stack-chart.ts';

describe('keepOnPrune', () => {
  it('keeps an object in the cluster when Git drops it', () => {
    const chart = testChart();
    keepOnPrune(new ApiObject(chart, 'data', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'data' } }));
    expect(objectOf(chart, 'ConfigMap').metadata.annotations).toEqual({
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    });
  });

  it('is not undone by the confirmation that a Namespace gets', () => {
    const chart = testChart();
    keepOnPrune(new ApiObject(chart, 'shop', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }));
    const namespace = { ...objectOf(chart, 'Namespace'), metadata: { ...objectOf(chart, 'Namespace').metadata } };
    confirmDeletion(namespace);
    expect(namespace.metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
  });
});
