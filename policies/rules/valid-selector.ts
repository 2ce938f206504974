import { mismatch } from '../label-selector.ts';
import { at, fieldsAt, isFields } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'valid-selector',
  title: 'A workload selects its own pods',
  severity: 'error',
  why: 'A workload finds its pods by its selector. When its own template does not match, the API server refuses it; and an empty selector would take every pod of the namespace.',
  fix: 'Give the labels of spec.selector to spec.template.metadata.labels, with the same values.',
  upstream: [
    'C-0296',
    'kube-linter: mismatching-selector',
    'kube-score: deployment-pod-selector-labels-match-template-metadata-labels',
    'kube-score: statefulset-pod-selector-labels-match-template-metadata-labels',
  ],
  links: ['https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector'],
  since: '0.1.0',
  looksAt: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController', 'Rollout.argoproj.io'],
  check(object, { pod }) {
    const written = at(object, 'spec', 'selector');
    if (pod === undefined || !isFields(written)) return [];
    const selector = object.kind === 'ReplicationController' ? { matchLabels: written } : written;
    if (isEmpty(selector.matchLabels) && isEmpty(selector.matchExpressions)) {
      // the API server gives it the labels of its template
      if (object.kind === 'ReplicationController') return [];
      return [{ pointer: '/spec/selector', message: 'has an empty selector' }];
    }
    const unmet = mismatch(selector, fieldsAt(pod.metadata, 'labels'));
    if (unmet === undefined) return [];
    return [{ pointer: '/spec/selector', message: `selects ${unmet}, which its own pods do not meet` }];
  },
  examples: {
    pass: [
      {
        title: 'some of the labels of the template',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            selector:
              matchLabels: { app: web }
              matchExpressions:
                - { key: tier, operator: In, values: [front, back] }
                - { key: canary, operator: DoesNotExist }
            template:
              metadata: { labels: { app: web, tier: front, version: '1' } }
              spec:
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
        `,
      },
      {
        title: 'a ReplicationController, whose selector is a plain map that may be left out',
        yaml: `
          apiVersion: v1
          kind: ReplicationController
          metadata: { name: web }
          spec:
            selector: { app: web }
            template:
              metadata: { labels: { app: web } }
              spec:
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
        `,
      },
    ],
    fail: [
      {
        title: 'another value',
        yaml: `
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: { name: web }
          spec:
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: website } }
              spec:
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
        `,
        at: ['/spec/selector'],
      },
      {
        title: 'an expression that excludes its own pods, and an empty selector',
        yaml: `
          apiVersion: apps/v1
          kind: DaemonSet
          metadata: { name: agent }
          spec:
            selector:
              matchExpressions:
                - { key: app, operator: NotIn, values: [agent] }
            template:
              metadata: { labels: { app: agent } }
              spec:
                containers:
                  - { name: agent, image: example.com/agent:1.0.0 }
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            selector: {}
            template:
              metadata: { labels: { app: web } }
              spec:
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
        `,
        at: ['/spec/selector', '/spec/selector'],
      },
    ],
  },
});

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || Object.keys(value).length === 0;
}
