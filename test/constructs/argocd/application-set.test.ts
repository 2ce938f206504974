import { describe, expect, it } from '@jest/globals';
import { ApplicationSet, type ApplicationSetProps } from '../../../constructs/argocd/index.ts';
import { objectOf, testChart } from '../../support/stack-chart.ts';

const PROPS: ApplicationSetProps = {
  generators: [{ list: { elements: [{ branch: 'one' }] } }],
  template: {
    name: 'preview-{{ .branch }}',
    labels: { preview: 'true' },
    spec: {
      project: 'previews',
      destination: { server: 'https://kubernetes.default.svc', namespace: 'preview' },
      source: { repoURL: 'https://example.com/a.git', targetRevision: '{{ .branch }}', path: 'deploy' },
    },
  },
};

describe('ApplicationSet', () => {
  it('makes Applications that sync like all others, and keeps what they deployed', () => {
    const chart = testChart({ namespace: 'argocd' });
    new ApplicationSet(chart, 'previews', PROPS);
    expect(objectOf(chart, 'ApplicationSet')).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      metadata: { name: 'previews', namespace: 'argocd' },
      spec: {
        goTemplate: true,
        goTemplateOptions: ['missingkey=error'],
        generators: [{ list: { elements: [{ branch: 'one' }] } }],
        syncPolicy: { preserveResourcesOnDeletion: true },
        template: {
          metadata: { name: 'preview-{{ .branch }}', labels: { preview: 'true' } },
          spec: {
            ...PROPS.template.spec,
            syncPolicy: {
              automated: { prune: true, selfHeal: true },
              syncOptions: ['ServerSideApply=true', 'SkipDryRunOnMissingResource=true'],
              retry: { limit: -1, refresh: true, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
            },
          },
        },
      },
    });
  });

  it('deletes what it deployed when told so', () => {
    const chart = testChart({ namespace: 'argocd' });
    new ApplicationSet(chart, 'previews', { ...PROPS, onRemove: 'delete' });
    expect(objectOf(chart, 'ApplicationSet').spec).toHaveProperty('syncPolicy', { preserveResourcesOnDeletion: false });
  });
});
