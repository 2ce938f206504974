import { describe, expect, it } from '@jest/globals';
import { ApplicationSet, type ApplicationSetProps } from '../../../constructs/argocd/index.ts';
import { objectOf, type TestObject, testChart } from '../../support/stack-chart.ts';

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

const repoURL = 'https://example.com/a.git';
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const GENERATED = { repoURL, path: 'b', targetRevision: 'release-{{ .branch }}' };

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

  it('takes a commit, in one source or in several', () => {
    const { spec } = render({ sources: [{ repoURL, path: 'a', targetRevision: COMMIT }, GENERATED] });
    expect(spec).toHaveProperty('template.spec.sources', [{ repoURL, path: 'a', targetRevision: COMMIT }, GENERATED]);
  });

  it.each([
    ['source', { source: { repoURL, targetRevision: 'main' } }, '"main" can move'],
    ['source', { source: { repoURL, targetRevision: 'v1.2.3' } }, '"v1.2.3" can move'],
    ['source', { source: { repoURL, targetRevision: COMMIT.slice(1) } }, `"${COMMIT.slice(1)}" can move`],
    ['source', { source: { repoURL } }, 'not given, it follows a branch'],
    ['sources.1', { sources: [GENERATED, { repoURL, targetRevision: 'HEAD' }] }, '"HEAD" can move'],
  ])('refuses what can move in %s', (place, spec, found) => {
    expect(() => render(spec)).toThrow(
      `shop/previews: template.spec.${place}.targetRevision: ${found}; write the 40 hexadecimal digits of its commit, as git ls-remote ${repoURL} shows them`,
    );
  });

  it('refuses a chart, whose versions can be published again', () => {
    const source = { repoURL: 'https://charts.example.com', chart: 'web', targetRevision: '1.2.3' };
    expect(() => render({ source })).toThrow(
      'shop/previews: template.spec.source.chart: "web" can be published again under its version; name a Git repository and a commit',
    );
  });

  it('refuses a template inside a generator, which would replace what was checked', () => {
    const { template } = PROPS;
    const own = { list: { elements: [], template: { metadata: { name: 'x' }, spec: template.spec } } };
    const generators = [{ list: { elements: [] } }, { matrix: { generators: [{ list: { elements: [] } }, own] } }];
    expect(() => new ApplicationSet(testChart(), 'previews', { ...PROPS, generators })).toThrow(
      'shop/previews: generators.1.matrix.generators.1.list.template: would replace parts of template; write them there',
    );
  });
});

function render(sources: Pick<ApplicationSetProps['template']['spec'], 'source' | 'sources'>): TestObject {
  const chart = testChart({ namespace: 'argocd' });
  const { source: _source, ...spec } = PROPS.template.spec;
  const template = { ...PROPS.template, spec: { ...spec, ...sources } };
  new ApplicationSet(chart, 'previews', { ...PROPS, template });
  return objectOf(chart, 'ApplicationSet');
}
