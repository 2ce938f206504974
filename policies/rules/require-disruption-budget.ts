import { takes } from '../graph/disruption-budget.ts';
import { SCALABLE } from '../graph/made-pods.ts';
import { isControlled } from '../owner.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'require-disruption-budget',
  title: 'A PodDisruptionBudget from two replicas',
  severity: 'warning',
  why: 'Draining nodes evicts pods as fast as it can: without a budget an upgrade of the nodes may take all replicas at once, which is what they were meant to prevent.',
  fix: 'Add a PodDisruptionBudget with maxUnavailable: 1 and unhealthyPodEvictionPolicy: AlwaysAllow that selects the pods (in Stele: from two replicas a workload has one).',
  upstream: [
    'kube-score: deployment-has-poddisruptionbudget',
    'kube-score: statefulset-has-poddisruptionbudget',
    'kyverno: require-pdb',
  ],
  links: ['https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-budgets'],
  since: '0.1.0',
  *check(graph) {
    const protectedPods = takes(graph);
    for (const node of graph.workloads) {
      const { pods, object } = node;
      if (pods === undefined || !pods.lasting || isControlled(object)) continue;
      const replicas = graph.replicasOf(node) ?? 0;
      if (replicas < 2 || protectedPods.has(pods)) continue;
      const pointer = SCALABLE.has(node.kind) || '/spec' === pods.pointer ? '/spec/replicas' : '';
      yield { object, pointer, message: `no PodDisruptionBudget selects its ${replicas} pods`, value: replicas };
    }
  },
  examples: {
    pass: [
      {
        title: 'one replica needs none; two have one, by an expression',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: job-runner }
          spec:
            template:
              metadata: { labels: { app: job-runner } }
              spec: { containers: [] }
          ---
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: { name: redis }
          spec:
            replicas: 2
            template:
              metadata: { labels: { app: redis, role: replica } }
              spec: { containers: [] }
          ---
          apiVersion: policy/v1
          kind: PodDisruptionBudget
          metadata: { name: redis }
          spec:
            maxUnavailable: 1
            selector: { matchExpressions: [{ key: app, operator: In, values: [redis, valkey] }] }
        `,
      },
      {
        title: 'an autoscaler that may go down to one pod, a DaemonSet, a Job',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: 4
            template:
              metadata: { labels: { app: web } }
              spec: { containers: [] }
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: web }
          spec: { maxReplicas: 4, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web } }
          ---
          apiVersion: apps/v1
          kind: DaemonSet
          metadata: { name: agent }
          spec:
            template:
              spec: { containers: [] }
          ---
          apiVersion: batch/v1
          kind: Job
          metadata: { name: import }
          spec:
            parallelism: 4
            template:
              spec: { containers: [] }
        `,
      },
    ],
    fail: [
      {
        title: 'a budget of other pods',
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
          spec: { maxUnavailable: 1, selector: { matchLabels: { app: website } } }
        `,
        at: ['/spec/replicas'],
      },
      {
        title: 'an autoscaler with at least two pods, and a Prometheus with two',
        yaml: `
          apiVersion: argoproj.io/v1alpha1
          kind: Rollout
          metadata: { name: web }
          spec:
            template:
              metadata: { labels: { app: web } }
              spec: { containers: [] }
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: web }
          spec:
            minReplicas: 2
            maxReplicas: 4
            scaleTargetRef: { apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: web }
          ---
          apiVersion: monitoring.coreos.com/v1
          kind: Prometheus
          metadata: { name: main }
          spec: { replicas: 2 }
        `,
        at: ['/spec/replicas', '/spec/replicas'],
      },
    ],
  },
});
