import * as z from '../../model/z.ts';
import { selects } from '../label-selector.ts';
import { isControlled } from '../owner.ts';
import type { PodView } from '../pod.ts';
import { at, type Fields, fieldsAt, isFields, listAt, numberAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'require-spread',
  title: 'Replicas spread over nodes',
  severity: 'warning',
  why: 'Two replicas on one node, or all in one zone, are lost together: the second replica buys nothing when the scheduler puts it beside the first.',
  fix: 'Add topologySpreadConstraints over topology.kubernetes.io/zone and kubernetes.io/hostname whose labelSelector takes the pods themselves (Stele does from two replicas up), or a podAntiAffinity.',
  upstream: [
    'kube-linter: no-anti-affinity',
    'kube-score: deployment-has-host-podantiaffinity',
    'kube-score: statefulset-has-host-podantiaffinity',
    'kube-score: pod-topology-spread-constraints',
    'kyverno: topologyspreadconstraints-policy',
  ],
  links: ['https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/'],
  since: '0.1.0',
  parameters: z.object({
    replicas: z.int().min(2).default(2).describe('From how many replicas on'),
  }),
  looksAt: ['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet', 'Rollout.argoproj.io'],
  check(object, { parameters, pod }) {
    const replicas = numberAt(object, 'spec', 'replicas') ?? 1;
    if (pod === undefined || replicas < parameters.replicas || isControlled(object)) return [];
    const terms = spreadingTerms(pod);
    const labels = fieldsAt(pod.metadata, 'labels');
    if (terms.some((term) => isFields(term.labelSelector) && selects(term.labelSelector, labels))) return [];
    const message =
      terms.length === 0
        ? `nothing keeps its ${replicas} replicas apart`
        : `its ${replicas} replicas are kept apart from other pods, but not from each other: no labelSelector takes them`;
    return [{ pointer: `${pod.pointer}/spec/topologySpreadConstraints`, message }];
  },
  examples: {
    pass: [
      {
        title: 'spread over zones',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: 2
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web } }
              spec:
                topologySpreadConstraints:
                  - maxSkew: 1
                    topologyKey: topology.kubernetes.io/zone
                    whenUnsatisfiable: ScheduleAnyway
                    labelSelector: { matchLabels: { app: web } }
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
        `,
      },
      {
        title: 'a preferred anti-affinity',
        yaml: `
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: { name: web }
          spec:
            replicas: 3
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web } }
              spec:
                affinity:
                  podAntiAffinity:
                    preferredDuringSchedulingIgnoredDuringExecution:
                      - weight: 100
                        podAffinityTerm:
                          topologyKey: kubernetes.io/hostname
                          labelSelector:
                            matchExpressions:
                              - { key: app, operator: In, values: [web] }
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
        `,
      },
      {
        title: 'one replica, and a number that an autoscaler sets',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: 1
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web } }
              spec:
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: shop }
          spec:
            selector: { matchLabels: { app: shop } }
            template:
              metadata: { labels: { app: shop } }
              spec:
                containers:
                  - { name: shop, image: example.com/shop:1.0.0 }
        `,
      },
    ],
    fail: [
      {
        title: 'nothing said',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: 3
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web } }
              spec:
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
        `,
        at: ['/spec/template/spec/topologySpreadConstraints'],
      },
      {
        title: 'a constraint about the pods of another',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: 2
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web } }
              spec:
                topologySpreadConstraints:
                  - maxSkew: 1
                    topologyKey: kubernetes.io/hostname
                    whenUnsatisfiable: DoNotSchedule
                    labelSelector: { matchLabels: { app: shop } }
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
        `,
        at: ['/spec/template/spec/topologySpreadConstraints'],
      },
    ],
  },
});

function spreadingTerms({ spec }: PodView): Fields[] {
  const apart = at(spec, 'affinity', 'podAntiAffinity');
  return [
    ...listAt(spec, 'topologySpreadConstraints'),
    ...listAt(apart, 'requiredDuringSchedulingIgnoredDuringExecution'),
    ...listAt(apart, 'preferredDuringSchedulingIgnoredDuringExecution').map((term) => at(term, 'podAffinityTerm')),
  ].filter(isFields);
}
