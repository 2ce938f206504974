import { type AutoscalerView, utilizationMetrics } from '../graph/autoscalers.ts';
import type { Graph } from '../graph/graph.ts';
import type { GraphNode } from '../graph/node.ts';
import { kindKey } from '../kind-key.ts';
import type { ContainerView } from '../pod.ts';
import { at, textAt } from '../read.ts';
import { defineRule, type GraphOffence } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-autoscaler-target',
  title: 'An autoscaler has a workload that it can scale',
  severity: 'error',
  why: 'An autoscaler that names a workload which does not exist, or which cannot be scaled, does nothing and says so only in its conditions. A target of 70 % of the CPU means nothing for pods that request none; and two autoscalers of one workload work against each other.',
  fix: 'Correct scaleTargetRef (kind, apiVersion and name, in the same namespace), let every container request what is measured, and leave one autoscaler to each workload (in Stele: autoscale()).',
  upstream: [
    'C-0300',
    'kube-linter: dangling-horizontalpodautoscaler',
    'kube-score: horizontalpodautoscaler-has-target',
    'kyverno: prevent-duplicate-hpa',
  ],
  links: ['https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/'],
  since: '0.1.0',
  *check(graph) {
    for (const autoscalers of graph.autoscalers.values()) {
      const [first] = autoscalers;
      for (const autoscaler of autoscalers) {
        if (autoscaler !== first) {
          const message = `${autoscaler.targetName} is scaled by ${first?.node.object.kind} ${first?.node.name} too`;
          yield { object: autoscaler.node.object, pointer: autoscaler.pointer, message };
        }
        yield* targetOffences(graph, autoscaler);
      }
    }
    for (const node of graph.ofKind('VerticalPodAutoscaler')) yield* verticalOffences(graph, node);
  },
  examples: {
    pass: [
      {
        title: 'a Deployment that requests what is measured, by a limit too',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            template:
              spec:
                containers:
                  - { name: web, resources: { requests: { cpu: 100m } } }
                  - { name: proxy, resources: { limits: { cpu: 100m } } }
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: web }
          spec:
            maxReplicas: 4
            scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
            metrics:
              - { type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }
        `,
      },
      {
        title: 'a StatefulSet, a Rollout, a custom resource, and what KEDA takes for a Deployment',
        yaml: `
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: { name: redis }
          spec: { serviceName: redis }
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: redis }
          spec: { maxReplicas: 4, scaleTargetRef: { apiVersion: apps/v1, kind: StatefulSet, name: redis } }
          ---
          apiVersion: argoproj.io/v1alpha1
          kind: Rollout
          metadata: { name: web }
          spec: {}
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: web }
          spec: { maxReplicas: 4, scaleTargetRef: { apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: web } }
          ---
          apiVersion: example.com/v1
          kind: Runner
          metadata: { name: ci }
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: ci }
          spec: { maxReplicas: 4, scaleTargetRef: { apiVersion: example.com/v1, kind: Runner, name: ci } }
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: worker }
          spec: {}
          ---
          apiVersion: keda.sh/v1alpha1
          kind: ScaledObject
          metadata: { name: worker }
          spec: { scaleTargetRef: { name: worker } }
        `,
      },
    ],
    fail: [
      {
        title: 'another name, and a group that is left out',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec: {}
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: web }
          spec: { maxReplicas: 4, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: website } }
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: rollout }
          spec: { maxReplicas: 4, scaleTargetRef: { apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: web } }
        `,
        at: ['/spec/scaleTargetRef/name', '/spec/scaleTargetRef/name'],
      },
      {
        title: 'a DaemonSet, which cannot be scaled; and two autoscalers of one workload',
        yaml: `
          apiVersion: apps/v1
          kind: DaemonSet
          metadata: { name: agent }
          spec: {}
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: agent }
          spec: { maxReplicas: 4, scaleTargetRef: { apiVersion: apps/v1, kind: DaemonSet, name: agent } }
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec: {}
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: web }
          spec: { maxReplicas: 4, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web } }
          ---
          apiVersion: keda.sh/v1alpha1
          kind: ScaledObject
          metadata: { name: web }
          spec: { scaleTargetRef: { name: web } }
        `,
        at: ['/spec/scaleTargetRef/kind', '/spec/scaleTargetRef'],
      },
      {
        title: 'a share of a request that a sidecar does not make',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            template:
              spec:
                containers:
                  - { name: web, resources: { requests: { cpu: 100m } } }
                  - { name: proxy, resources: { requests: { memory: 64Mi } } }
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: web }
          spec:
            maxReplicas: 4
            scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
            metrics:
              - { type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }
        `,
        at: ['/spec/metrics/0'],
      },
    ],
  },
});

const UNSCALABLE: readonly string[] = ['DaemonSet', 'Job', 'CronJob', 'Pod'];

function* targetOffences(graph: Graph, autoscaler: AutoscalerView): Iterable<GraphOffence> {
  const { node, pointer, targetKind, targetName } = autoscaler;
  const { object } = node;
  if (UNSCALABLE.includes(targetKind)) {
    yield { object, pointer: `${pointer}/kind`, message: `a ${targetKind} cannot be scaled` };
    return;
  }
  const target = graph.find(targetKind, graph.namespaceOf(node), targetName);
  if (target === undefined) {
    const absence = graph.unseen.byName(graph.namespaceOf(node));
    if (absence === undefined) return;
    const { note, ...severity } = absence;
    yield {
      object,
      pointer: `${pointer}/name`,
      message: `${targetKind} ${targetName} does not exist${note}`,
      ...severity,
    };
    return;
  }
  for (const { resource, container, pointer: place } of utilizationMetrics(node)) {
    const lacking = (target.pods?.containers ?? []).find((one) => counts(one, container) && !requests(one, resource));
    if (lacking === undefined) continue;
    const message = `measures ${resource} as a share of the request, and container ${lacking.name} of ${targetName} requests none`;
    yield { object, pointer: place, message };
  }
}

function* verticalOffences(graph: Graph, node: GraphNode): Iterable<GraphOffence> {
  const reference = at(node.object, 'spec', 'targetRef');
  const kind = textAt(reference, 'kind');
  const name = textAt(reference, 'name');
  if (kind === undefined || name === undefined) return;
  const namespace = graph.namespaceOf(node);
  if (graph.find(kindKey({ apiVersion: textAt(reference, 'apiVersion') ?? '', kind }), namespace, name)) return;
  const absence = graph.unseen.byName(namespace);
  if (absence === undefined) return;
  const { note, ...severity } = absence;
  const message = `${kind} ${name} does not exist${note}`;
  yield { object: node.object, pointer: '/spec/targetRef/name', message, ...severity };
}

function counts({ role, name }: ContainerView, container: string | undefined): boolean {
  return (role === 'main' || role === 'sidecar') && (container === undefined || container === name);
}

/** A limit without a request is the request too. */
function requests({ container }: ContainerView, resource: string): boolean {
  return ['requests', 'limits'].some((list) => at(container, 'resources', list, resource) !== undefined);
}
