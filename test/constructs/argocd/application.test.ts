import { describe, expect, it } from '@jest/globals';
import { Application, type ApplicationProps } from '../../../constructs/argocd/index.ts';
import { objectOf, testChart } from '../../support/stack-chart.ts';

const COMMIT = 'c9c369efcc5b2a0bd720803f8d14a1c3eaddf579';

const PROPS: ApplicationProps = {
  source: {
    repoURL: 'https://github.com/prometheus-operator/prometheus-operator',
    path: 'example/prometheus-operator-crd',
    targetRevision: COMMIT,
  },
  deploys: { clusterKinds: ['apiextensions.k8s.io/CustomResourceDefinition'] },
};

describe('Application', () => {
  it('deploys an upstream folder at one commit, in one step, without a limit to retries', () => {
    const chart = testChart();
    new Application(chart, 'operator-crds', PROPS);
    expect(objectOf(chart, 'Application')).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'operator-crds', namespace: 'argocd' },
      spec: {
        project: 'web',
        destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
        source: {
          repoURL: 'https://github.com/prometheus-operator/prometheus-operator',
          path: 'example/prometheus-operator-crd',
          targetRevision: COMMIT,
        },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ['ServerSideApply=true', 'SkipDryRunOnMissingResource=true'],
          retry: { limit: -1, refresh: true, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
        },
      },
    });
  });

  it("asks the team's project for exactly what it deploys", () => {
    const chart = testChart();
    new Application(chart, 'operator-crds', {
      ...PROPS,
      deploys: { ...PROPS.deploys, namespacedKinds: ['/ConfigMap'], namespaces: ['kube-system'] },
    });
    expect(chart.projectNeeds).toEqual([
      {
        repositories: ['https://github.com/prometheus-operator/prometheus-operator'],
        namespaces: ['shop', 'kube-system'],
        clusterKinds: ['apiextensions.k8s.io/CustomResourceDefinition'],
        namespacedKinds: ['/ConfigMap'],
      },
    ]);
  });

  it("leaves the team's project alone when it belongs to another", () => {
    const chart = testChart();
    new Application(chart, 'operator-crds', { ...PROPS, project: 'upstream' });
    expect(chart.projectNeeds).toEqual([]);
  });

  it('passes kustomize images and patches on', () => {
    const chart = testChart();
    const kustomize = { images: ['quay.io/argoproj/argocd:v3.5.3'], patches: [{ patch: 'kind: Deployment' }] };
    new Application(chart, 'upstream', { ...PROPS, source: { ...PROPS.source, kustomize } });
    expect(objectOf(chart, 'Application').spec).toHaveProperty('source.kustomize', kustomize);
  });

  it('keeps the live value of fields that it ignores', () => {
    const chart = testChart();
    const ignoreDifferences = [{ group: 'apps', kind: 'Deployment', name: 'web', jsonPointers: ['/spec/replicas'] }];
    new Application(chart, 'upstream', { ...PROPS, ignoreDifferences });
    const { spec } = objectOf(chart, 'Application');
    expect(spec).toHaveProperty('ignoreDifferences', ignoreDifferences);
    expect(spec).toHaveProperty('syncPolicy.syncOptions', [
      'ServerSideApply=true',
      'SkipDryRunOnMissingResource=true',
      'RespectIgnoreDifferences=true',
    ]);
  });

  it('has a finalizer only when its objects are to be deleted with it', () => {
    const chart = testChart();
    new Application(chart, 'upstream', { ...PROPS, onRemove: 'delete' });
    expect(objectOf(chart, 'Application').metadata).toEqual({
      name: 'upstream',
      namespace: 'argocd',
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    });
  });

  it.each(['v3.5.3', 'main', 'HEAD', COMMIT.slice(0, 12), COMMIT.toUpperCase(), ''])(
    'refuses the revision "%s", which can move',
    (targetRevision) => {
      expect(
        () => new Application(testChart(), 'crds', { ...PROPS, source: { ...PROPS.source, targetRevision } }),
      ).toThrow(
        `shop/crds: source.targetRevision: "${targetRevision}" can move; write the 40 hexadecimal digits of its commit, as git ls-remote ${PROPS.source.repoURL} shows them`,
      );
    },
  );

  it('refuses a repository that is not read by HTTPS', () => {
    const source = { ...PROPS.source, repoURL: 'http://github.com/a/b' };
    expect(() => new Application(testChart(), 'crds', { ...PROPS, source })).toThrow(
      'shop/crds: source.repoURL: "http://github.com/a/b" is no HTTPS repository; write https://host/path',
    );
  });

  it('refuses the name of a stack, which is an Application too', () => {
    expect(() => new Application(testChart(), 'podinfo', PROPS)).toThrow(
      'shop/podinfo: the Application of stack podinfo has this name; use another, for example podinfo-upstream',
    );
  });

  it('refuses a kind without its group', () => {
    expect(() => new Application(testChart(), 'crds', { ...PROPS, deploys: { clusterKinds: ['Namespace'] } })).toThrow(
      'shop/crds: deploys.clusterKinds: "Namespace" is no kind; write group/Kind, for example apps/Deployment, or /ConfigMap in the core group',
    );
  });
});
