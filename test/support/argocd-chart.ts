import type { StackChart } from '../../model/chart.ts';
import type { Facts } from '../../model/facts.ts';
import { argocd } from '../../stacks/platform/argocd.ts';
import { DIGEST, objectOf, testChart, testFacts } from './stack-chart.ts';

/** Facts of clusters that get the plain install of Argo CD, and the highly available one. */
export const STAGING = stagingWith({});
export const PRODUCTION: Facts = { ...testFacts(), tier: 'production' };

/** Facts of an ordinary cluster of a staging environment, with what a test wants different. */
export function stagingWith(overlay: object): Facts {
  return { ...testFacts(overlay), tier: 'staging' };
}

/** What the stack `argocd` builds. */
export function argocdChart(config: object = {}, facts = STAGING, tag = 'v3.5.3'): StackChart {
  const { stack } = argocd;
  const chart = testChart({ stack: 'argocd', team: 'platform', namespace: 'argocd', facts });
  const images = {
    argocd: `quay.io/argoproj/argocd:${tag}@${DIGEST}`,
    redis: `public.ecr.aws/docker/library/redis:8.2.3-alpine@${DIGEST}`,
    haproxy: `public.ecr.aws/docker/library/haproxy:3.2-alpine@${DIGEST}`,
  };
  stack.build({ chart, config: stack.config.parse(config), images, facts });
  return chart;
}

interface Patch {
  readonly target: { readonly kind: string; readonly name: string };
  readonly patch: string;
}

/** How upstream's objects are changed. */
export function patchesOf(chart: StackChart): readonly Patch[] {
  const { spec } = objectOf(chart, 'Application');
  return (spec as { source: { kustomize: { patches: readonly Patch[] } } }).source.kustomize.patches;
}

/** What is merged into the specification of each of upstream's workloads. */
export function workloadsOf(chart: StackChart) {
  return patchesOf(chart)
    .filter(({ patch }) => patch.includes('"resources"'))
    .map(({ target, patch }) => ({ name: target.name, spec: JSON.parse(patch).spec }));
}
