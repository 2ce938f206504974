import { Application, type StackChart, UserError } from 'stele';
import { versionOf } from './pods.ts';

/**
 * The commits of the operator's releases, by the tag of its image: the definitions have to be those that the operator in
 * the lock was built with, and a ring may run an older one than the ring before it.
 *
 * `git ls-remote https://github.com/prometheus-operator/prometheus-operator <tag>` shows the next one.
 */
const COMMITS: Readonly<Record<string, string>> = {
  'v0.90.1': '32d1b3dfa05d070762450efe9624bb2483c782be',
};

/** The operator's custom resource definitions, from its own repository. */
export function customResourceDefinitions(chart: StackChart, operatorImage: string): void {
  const tag = versionOf(operatorImage);
  const commit = COMMITS[tag];
  if (commit === undefined) {
    throw new UserError({
      subject: 'monitoring/monitoring-crds',
      message: `no commit is known for release "${tag}" of the Prometheus operator; add it in stacks/platform/monitoring/crds.ts`,
    });
  }
  new Application(chart, 'monitoring-crds', {
    source: {
      repoURL: 'https://github.com/prometheus-operator/prometheus-operator',
      path: 'example/prometheus-operator-crd',
      targetRevision: commit,
    },
    deploys: { clusterKinds: ['apiextensions.k8s.io/CustomResourceDefinition'] },
    // a definition takes every object of its kind with it, in all namespaces
    prune: false,
  });
}
