import { budgetSelector, takes } from '../graph/disruption-budget.ts';
import { evictionFaults } from '../graph/eviction-faults.ts';
import type { Graph } from '../graph/graph.ts';
import type { MadePods } from '../graph/made-pods.ts';
import type { GraphNode } from '../graph/node.ts';
import { at } from '../read.ts';
import { defineRule, type GraphOffence, type Offence } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-disruption-budget',
  title: 'A PodDisruptionBudget selects pods, and lets one go',
  severity: 'error',
  why: 'A budget that never allows an eviction stops every drain of a node until somebody deletes it, in the middle of an upgrade. One that selects nothing protects nothing. And a pod that is of two budgets cannot be evicted at all.',
  fix: 'Use maxUnavailable: 1 with the labels of one workload, and unhealthyPodEvictionPolicy: AlwaysAllow, so that pods which serve nobody do not stop a drain (in Stele: from two replicas a workload has such a budget).',
  upstream: [
    'kube-linter: pdb-max-unavailable',
    'kube-linter: pdb-min-available',
    'kube-linter: pdb-unhealthy-pod-eviction-policy',
    'kube-score: poddisruptionbudget-has-policy',
    'kyverno: deployment-replicas-higher-than-pdb',
    'kyverno: pdb-maxunavailable',
    'kyverno: pdb-maxunavailable-with-deployments',
    'kyverno: pdb-minavailable',
    'kyverno: require-replicas-allow-disruption',
  ],
  links: [
    'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
    'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy',
  ],
  since: '0.1.0',
  *check(graph) {
    const taken = takes(graph);
    for (const budget of graph.ofKind('PodDisruptionBudget')) {
      const { object } = budget;
      const namespace = graph.namespaceOf(budget);
      const selector = budgetSelector(budget);
      const pods = selector === undefined ? [] : graph.podsSelected(namespace, selector);
      if (pods.length > 0) {
        for (const offence of [...evictionFaults(graph, budget, pods), ...overlaps(budget, pods, taken)]) {
          yield { object, ...offence };
        }
      } else yield* emptiness(graph, budget, selector !== undefined);
      if (at(object, 'spec', 'unhealthyPodEvictionPolicy') === undefined && pods.length > 0) {
        const pointer = '/spec/unhealthyPodEvictionPolicy';
        const message = 'pods that never become ready stop the drain of their node';
        yield { object, pointer, message, remedy: 'set unhealthyPodEvictionPolicy: AlwaysAllow', severity: 'warning' };
      }
    }
  },
  examples: {
    pass: [
      {
        title: 'one pod may go, a share that rounds up to one',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: 3
            template:
              metadata: { labels: { app: web } }
              spec: { containers: [] }
          ---
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: web }
          spec:
            maxUnavailable: 10%
            unhealthyPodEvictionPolicy: AlwaysAllow
            selector: { matchLabels: { app: web } }
        `,
      },
      {
        title: 'two of three must stay; a number of the pods of a DaemonSet',
        yaml: `
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: { name: etcd }
          spec:
            replicas: 3
            template:
              metadata: { labels: { app: etcd } }
              spec: { containers: [] }
          ---
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: etcd }
          spec:
            minAvailable: 60%
            unhealthyPodEvictionPolicy: AlwaysAllow
            selector: { matchLabels: { app: etcd } }
          ---
          apiVersion: apps/v1
          kind: DaemonSet
          metadata: { name: agent }
          spec:
            template:
              metadata: { labels: { app: agent } }
              spec: { containers: [] }
          ---
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: agent }
          spec:
            minAvailable: 2
            unhealthyPodEvictionPolicy: AlwaysAllow
            selector: { matchLabels: { app: agent } }
        `,
      },
      {
        title: 'a budget alone, whose pods are in another file',
        yaml: `
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: web }
          spec: { maxUnavailable: 1, selector: { matchLabels: { app: web } } }
        `,
        complete: false,
      },
    ],
    fail: [
      {
        title: 'all must stay: as a number, and as a share that rounds up; none may go',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: 3
            template:
              metadata: { labels: { app: web } }
              spec: { containers: [] }
          ---
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: number }
          spec:
            minAvailable: 3
            unhealthyPodEvictionPolicy: AlwaysAllow
            selector: { matchLabels: { app: web } }
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: shop }
          spec:
            replicas: 3
            template:
              metadata: { labels: { app: shop } }
              spec: { containers: [] }
          ---
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: share }
          spec:
            minAvailable: 90%
            unhealthyPodEvictionPolicy: AlwaysAllow
            selector: { matchLabels: { app: shop } }
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: blog }
          spec:
            replicas: 3
            template:
              metadata: { labels: { app: blog } }
              spec: { containers: [] }
          ---
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: none }
          spec:
            maxUnavailable: 0
            unhealthyPodEvictionPolicy: AlwaysAllow
            selector: { matchLabels: { app: blog } }
        `,
        at: ['/spec/minAvailable', '/spec/minAvailable', '/spec/maxUnavailable'],
      },
      {
        title: 'no pods, no selector, and no policy for pods that are not ready',
        yaml: `
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: web }
          spec: { maxUnavailable: 1, selector: { matchLabels: { app: web } } }
          ---
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: all }
          spec: { maxUnavailable: 1 }
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: shop }
          spec:
            replicas: 3
            template:
              metadata: { labels: { app: shop } }
              spec: { containers: [] }
          ---
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: shop }
          spec: { maxUnavailable: 1, selector: { matchLabels: { app: shop } } }
        `,
        at: ['/spec/selector', '/spec/selector', '/spec/unhealthyPodEvictionPolicy'],
      },
      {
        title: 'the pods of a CronJob with the labels of the Deployment: nobody can say how many they should be',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: 3
            template:
              metadata: { labels: { app: web } }
              spec: { containers: [] }
          ---
          apiVersion: batch/v1
          kind: CronJob
          metadata: { name: web-cleanup }
          spec:
            jobTemplate:
              spec:
                template:
                  metadata: { labels: { app: web } }
                  spec: { containers: [] }
          ---
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: web }
          spec:
            maxUnavailable: 1
            unhealthyPodEvictionPolicy: AlwaysAllow
            selector: { matchLabels: { app: web } }
        `,
        at: ['/spec/selector'],
      },
      {
        title: 'two budgets for one pod',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: 3
            template:
              metadata: { labels: { app: web } }
              spec: { containers: [] }
          ---
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: web }
          spec:
            maxUnavailable: 1
            unhealthyPodEvictionPolicy: AlwaysAllow
            selector: { matchLabels: { app: web } }
          ---
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: all }
          spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: AlwaysAllow, selector: {} }
        `,
        at: ['/spec/selector'],
      },
    ],
  },
});

function* emptiness(graph: Graph, budget: GraphNode, selecting: boolean): Iterable<GraphOffence> {
  const { object } = budget;
  const pointer = '/spec/selector';
  if (!selecting) {
    yield { object, pointer, message: 'has no selector: it protects nothing' };
    return;
  }
  const namespace = graph.namespaceOf(budget);
  const absence = graph.unseen.bySelector(namespace, graph.podsIn(namespace).length > 0);
  if (absence === undefined) return;
  const { note, ...severity } = absence;
  yield { object, pointer, message: `selects no pod${note}`, ...severity };
}

/** Budgets that come after another one which selects the same pods. */
function overlaps(
  budget: GraphNode,
  pods: readonly MadePods[],
  taken: ReadonlyMap<MadePods, readonly GraphNode[]>,
): Offence[] {
  for (const one of pods) {
    const [first] = taken.get(one) ?? [];
    if (first === undefined || first === budget) continue;
    const { kind, metadata } = one.object;
    const message = `selects the pods of ${kind} ${metadata.name}, which are of PodDisruptionBudget ${first.name} too: evicting them fails`;
    return [{ pointer: '/spec/selector', message, remedy: 'give each pod one budget' }];
  }
  return [];
}
