import type { ApplicationView } from '../graph/applications.ts';
import type { Graph } from '../graph/graph.ts';
import type { GraphNode } from '../graph/node.ts';
import { isBefore, type SyncMoment } from '../graph/sync-moment.ts';
import { kindIn } from '../kind-key.ts';
import { listAt, pointer, textAt } from '../read.ts';
import { defineRule, type GraphOffence } from '../rule.ts';
import { syncOptionsOf } from '../sync-options.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-order',
  title: 'A sync comes to its end in the order it says',
  severity: 'error',
  why: 'Argo CD applies one wave, waits until it is healthy, and only then goes on. What needs something of a later wave waits for ever: an object whose Namespace comes after it, a hook whose ServiceAccount does. And what comes after the workloads keeps a sync of pods that do not turn ready running, so that the commit which would mend them is not applied.',
  fix: 'Namespace and CRDs first, in the earliest wave or in the same, then what hooks need, then all the rest in one wave. Leave out PruneLast and waves after the workloads. A hook that needs objects of the Application runs in the phase Sync, not PreSync.',
  upstream: [],
  links: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/',
    'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#prune-last',
  ],
  since: '0.1.0',
  *check(graph, { complete }) {
    for (const [application, nodes] of Map.groupBy(graph.nodes, ({ object }) => graph.applications.ownerOf(object))) {
      // in one wave everything is in Argo CD's own order of kinds, which is right
      if (nodes.some(({ moment }) => moment !== undefined && (moment.phase !== 1 || moment.wave !== 0))) {
        const steps = nodes.flatMap((node) => (node.moment === undefined ? [] : [{ node, moment: node.moment }]));
        yield* waitingOffences(graph, steps, application);
        if (complete && application !== undefined) yield* lateOffences(steps);
      }
      if (complete) yield* pruneOffences(nodes);
    }
  },
  examples: {
    pass: [
      {
        title: 'the Namespace first, then a hook with what it needs, then the rest',
        yaml: `
          apiVersion: v1
          kind: Namespace
          metadata: { name: web, annotations: { argocd.argoproj.io/sync-wave: '-1' } }
          ---
          apiVersion: v1
          kind: ServiceAccount
          metadata: { name: migrate, namespace: web, annotations: { argocd.argoproj.io/sync-wave: '-1' } }
          ---
          apiVersion: batch/v1
          kind: Job
          metadata:
            name: migrate
            namespace: web
            annotations: { argocd.argoproj.io/hook: Sync, argocd.argoproj.io/sync-wave: '-1' }
          spec:
            template:
              spec: { serviceAccountName: migrate, containers: [] }
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web, namespace: web }
          spec:
            template:
              spec: { containers: [] }
        `,
      },
    ],
    fail: [
      {
        title: 'a wave before the Namespace, a hook before its ServiceAccount, an object before its CRD',
        yaml: `
          apiVersion: v1
          kind: Namespace
          metadata: { name: web }
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web, namespace: web, annotations: { argocd.argoproj.io/sync-wave: '-1' } }
          ---
          apiVersion: v1
          kind: ServiceAccount
          metadata: { name: migrate, namespace: default }
          ---
          apiVersion: batch/v1
          kind: Job
          metadata: { name: migrate, namespace: default, annotations: { argocd.argoproj.io/hook: PreSync } }
          spec:
            template:
              spec: { serviceAccountName: migrate, containers: [] }
          ---
          apiVersion: apiextensions.k8s.io/v1
          kind: CustomResourceDefinition
          metadata: { name: widgets.example.com, annotations: { argocd.argoproj.io/sync-wave: '2' } }
          spec: { group: example.com, names: { kind: Widget } }
          ---
          apiVersion: example.com/v1
          kind: Widget
          metadata: { name: one, namespace: default }
        `,
        at: [
          '/metadata/annotations/argocd.argoproj.io~1sync-wave',
          '/metadata/annotations/argocd.argoproj.io~1hook',
          '/metadata/annotations/argocd.argoproj.io~1sync-wave',
        ],
      },
      {
        title: 'PruneLast, and a wave after the workloads',
        yaml: `
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: { name: web, namespace: argocd }
          spec: { source: { path: manifests/web }, syncPolicy: { syncOptions: [PruneLast=true] } }
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web, namespace: web }
          spec:
            template:
              spec: { containers: [] }
          ---
          apiVersion: networking.k8s.io/v1
          kind: Ingress
          metadata: { name: web, namespace: web, annotations: { argocd.argoproj.io/sync-wave: '1' } }
        `,
        files: ['apps/web.yaml', 'manifests/web/Deployment.yaml', 'manifests/web/Ingress.yaml'],
        at: ['/spec/syncPolicy/syncOptions', '/metadata/annotations/argocd.argoproj.io~1sync-wave'],
      },
    ],
  },
});

interface Step {
  readonly node: GraphNode;
  readonly moment: SyncMoment;
}

function* waitingOffences(
  graph: Graph,
  steps: readonly Step[],
  application: ApplicationView | undefined,
): Iterable<GraphOffence> {
  const namespaces = new Map<string, Step>();
  const definitions = new Map<string, Step>();
  const byNode = new Map<GraphNode, Step>();
  const makers = new Map<string, Step>();
  // then Argo CD makes the namespace before everything else
  const made = application !== undefined && makesNamespace(application) ? application.namespace : undefined;
  for (const step of steps) {
    const { node } = step;
    byNode.set(node, step);
    if (node.kind === 'Namespace' && node.name !== made) namespaces.set(node.name, step);
    if (node.kind === 'CustomResourceDefinition') {
      const group = textAt(node.object, 'spec', 'group');
      const kind = textAt(node.object, 'spec', 'names', 'kind');
      if (group !== undefined && kind !== undefined) definitions.set(kindIn(group, kind), step);
    }
    for (const one of node.produced) makers.set(`${one.kind} ${graph.namespaceOf(node)} ${one.name}`, step);
  }
  for (const step of steps) {
    const { node } = step;
    const namespace = graph.namespaceOf(node);
    const needs = [
      node.kind === 'Namespace' ? undefined : namespaces.get(namespace),
      definitions.get(node.kind),
      ...podNeeds(node).flatMap(({ kind, name }) => {
        const found = graph.find(kind, namespace, name);
        return (
          (found === undefined ? undefined : byNode.get(found)) ?? makers.get(`${kind} ${namespace} ${name}`) ?? []
        );
      }),
    ];
    const late = needs.find((need) => need !== undefined && isBefore(step.moment, need.moment));
    if (late === undefined) continue;
    // the annotation of the one that has one
    const { moment, node: blamed } =
      step.moment.annotation === 'argocd.argoproj.io/sync-wave' && step.moment.wave === 0 ? late : step;
    const who = `${late.node.object.kind} ${late.node.name}`;
    yield {
      object: blamed.object,
      pointer: pointer('metadata', 'annotations', moment.annotation),
      message:
        blamed === node
          ? `is applied before ${who}, which it needs`
          : `is applied after ${node.object.kind} ${node.name}, which needs it`,
    };
  }
}

/** What the pods of an object wait for: a workload is not healthy before its pods are. */
function podNeeds({ pods, references }: GraphNode): { readonly kind: string; readonly name: string }[] {
  if (pods === undefined) return [];
  const account = textAt(pods.spec, 'serviceAccountName');
  return [
    ...references.filter(({ soft }) => !soft),
    ...(account === undefined ? [] : [{ kind: 'ServiceAccount', name: account }]),
  ];
}

function* lateOffences(steps: readonly Step[]): Iterable<GraphOffence> {
  const waves = steps.flatMap(({ node, moment }) => (node.pods?.lasting === true && !moment.hook ? [moment.wave] : []));
  if (waves.length === 0) return;
  const first = Math.min(...waves);
  for (const { node, moment } of steps) {
    if (moment.hook || moment.wave <= first) continue;
    const message = `comes in wave ${moment.wave}, after workloads in wave ${first}: when those do not turn ready, the sync never ends`;
    yield {
      object: node.object,
      pointer: pointer('metadata', 'annotations', moment.annotation),
      message,
      severity: 'warning',
    };
  }
}

function* pruneOffences(nodes: readonly GraphNode[]): Iterable<GraphOffence> {
  const message =
    'prunes last: while a pod does not turn ready, the sync does not end, and the commit that mends it is not applied';
  for (const { kind, object } of nodes) {
    if (
      kind === 'Application.argoproj.io' &&
      listAt(object, 'spec', 'syncPolicy', 'syncOptions').includes('PruneLast=true')
    ) {
      yield { object, pointer: '/spec/syncPolicy/syncOptions', message, severity: 'warning' };
    }
    if (syncOptionsOf(object).get('PruneLast') === 'true') {
      const place = pointer('metadata', 'annotations', 'argocd.argoproj.io/sync-options');
      yield { object, pointer: place, message, severity: 'warning' };
    }
  }
}

function makesNamespace({ node }: ApplicationView): boolean {
  return listAt(node.object, 'spec', 'syncPolicy', 'syncOptions').includes('CreateNamespace=true');
}
