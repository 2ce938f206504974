import { groupOf } from '../../model/kube.ts';
import type { ApplicationView } from '../graph/applications.ts';
import type { Graph } from '../graph/graph.ts';
import type { GraphNode } from '../graph/node.ts';
import { at, listAt, textAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'no-replicas-with-autoscaler',
  title: 'One master of the number of replicas',
  severity: 'error',
  why: 'Where an autoscaler and Git both set the number of pods, each apply undoes what the autoscaler did: a workload under load is cut down to what Git says, at every commit.',
  fix: 'Let the Application ignore the field, with ignoreDifferences for /spec/replicas and the sync option RespectIgnoreDifferences=true: the number in Git is what a new cluster starts with (in Stele: autoscale() does so). Outside of Argo CD leave spec.replicas out.',
  upstream: ['kube-score: deployment-targeted-by-hpa-does-not-have-replicas-configured'],
  links: [
    'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling',
    'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#respect-ignore-difference-configs',
  ],
  since: '0.1.0',
  *check(graph) {
    for (const [autoscaler] of graph.autoscalers.values()) {
      if (autoscaler === undefined) continue;
      const { node, targetKind, targetName } = autoscaler;
      const target = graph.find(targetKind, graph.namespaceOf(node), targetName);
      if (target === undefined || typeof at(target.object, 'spec', 'replicas') !== 'number') continue;
      const ignoring = applicationsOf(graph, target).filter((application) =>
        ignoresReplicas(application, graph, target),
      );
      if (ignoring.some(respects)) continue;
      const [careless] = ignoring;
      yield {
        object: target.object,
        pointer: '/spec/replicas',
        message: `is set here and by ${node.object.kind} ${node.name}`,
        ...(careless === undefined
          ? {}
          : { remedy: `add RespectIgnoreDifferences=true to the sync options of Application ${careless.node.name}` }),
      };
    }
  },
  examples: {
    pass: [
      {
        title: 'no number',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec: { minReadySeconds: 5 }
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: web }
          spec: { maxReplicas: 4, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web } }
        `,
      },
      {
        title: 'a number that the Application ignores',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web, namespace: web }
          spec: { replicas: 3 }
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: web, namespace: web }
          spec: { maxReplicas: 4, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web } }
          ---
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: { name: web, namespace: argocd }
          spec:
            syncPolicy: { syncOptions: [RespectIgnoreDifferences=true] }
            ignoreDifferences:
              - { group: apps, kind: Deployment, namespace: web, name: web, jsonPointers: [/spec/replicas] }
        `,
      },
    ],
    fail: [
      {
        title: 'a number',
        yaml: `
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: { name: redis }
          spec: { replicas: 3, serviceName: redis }
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: redis }
          spec: { maxReplicas: 4, scaleTargetRef: { apiVersion: apps/v1, kind: StatefulSet, name: redis } }
        `,
        at: ['/spec/replicas'],
      },
      {
        title: 'a number that the Application ignores when it compares, and not when it applies',
        yaml: `
          apiVersion: argoproj.io/v1alpha1
          kind: Rollout
          metadata: { name: web }
          spec: { replicas: 3 }
          ---
          apiVersion: keda.sh/v1alpha1
          kind: ScaledObject
          metadata: { name: web }
          spec: { scaleTargetRef: { apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: web } }
          ---
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: { name: web, namespace: argocd }
          spec:
            ignoreDifferences:
              - { group: argoproj.io, kind: Rollout, jqPathExpressions: [.spec.replicas] }
        `,
        at: ['/spec/replicas'],
      },
    ],
  },
});

/** The Application that deploys an object; all of them where that is not known. */
function applicationsOf(graph: Graph, node: GraphNode): readonly ApplicationView[] {
  const owner = graph.applications.ownerOf(node.object);
  return owner === undefined ? graph.applications.all : [owner];
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/ */
function ignoresReplicas({ node }: ApplicationView, graph: Graph, target: GraphNode): boolean {
  return listAt(node.object, 'spec', 'ignoreDifferences').some(
    (entry) =>
      fits(textAt(entry, 'group'), groupOf(target.object)) &&
      fits(textAt(entry, 'kind'), target.object.kind) &&
      (textAt(entry, 'namespace') || graph.namespaceOf(target)) === graph.namespaceOf(target) &&
      (textAt(entry, 'name') || target.name) === target.name &&
      (listAt(entry, 'jsonPointers').includes('/spec/replicas') ||
        listAt(entry, 'jqPathExpressions').includes('.spec.replicas') ||
        listAt(entry, 'managedFieldsManagers').includes('kube-controller-manager')),
  );
}

function fits(pattern: string | undefined, value: string): boolean {
  return pattern === '*' || (pattern ?? '') === value;
}

function respects({ node }: ApplicationView): boolean {
  return listAt(node.object, 'spec', 'syncPolicy', 'syncOptions').includes('RespectIgnoreDifferences=true');
}
