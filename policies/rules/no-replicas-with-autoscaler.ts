import { groupOf } from '../../model/kube.ts';
import type { ApplicationView } from '../graph/applications.ts';
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
    let everywhere: Ignoring | undefined;
    for (const [autoscaler] of graph.autoscalers.values()) {
      if (autoscaler === undefined) continue;
      const { node, targetKind, targetName } = autoscaler;
      const target = graph.find(targetKind, graph.namespaceOf(node), targetName);
      if (target === undefined || typeof at(target.object, 'spec', 'replicas') !== 'number') continue;
      const owner = graph.applications.ownerOf(target.object);
      // where it is not known which one deploys it, it may be any
      if (owner === undefined) everywhere ??= new Ignoring(graph.applications.all);
      const ignoring = owner === undefined ? everywhere : new Ignoring([owner]);
      const { respected, careless } = ignoring?.of(target, graph.namespaceOf(target)) ?? NOT_IGNORED;
      if (respected) continue;
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

/** What Applications say of the number of replicas of some target. */
interface Ignored {
  readonly respected: boolean;
  /** The first that ignores it, and sets it all the same. */
  readonly careless: ApplicationView | undefined;
}

const NOT_IGNORED: Ignored = { respected: false, careless: undefined };

/**
 * Which Applications ignore the number of replicas of what, by group, kind, namespace and name.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/
 */
class Ignoring {
  readonly #applications: readonly ApplicationView[];
  /** The index of the first that ignores it, and whether one of them respects that. */
  readonly #found = new Map<string, { readonly first: number; respected: boolean }>();

  constructor(applications: readonly ApplicationView[]) {
    this.#applications = applications;
    for (const [index, application] of applications.entries()) {
      for (const entry of listAt(application.node.object, 'spec', 'ignoreDifferences')) {
        if (!coversReplicas(entry)) continue;
        const [group, kind] = [textAt(entry, 'group') ?? '', textAt(entry, 'kind') ?? ''];
        const key = keyOf(group, kind, textAt(entry, 'namespace') ?? '', textAt(entry, 'name') ?? '');
        const found = this.#found.get(key) ?? { first: index, respected: false };
        found.respected ||= respects(application);
        this.#found.set(key, found);
      }
    }
  }

  of({ object, name }: GraphNode, namespace: string): Ignored {
    const found = [groupOf(object), '*'].flatMap((group) =>
      [object.kind, '*'].flatMap((kind) =>
        // an entry without them is of all
        [namespace, ''].flatMap((place) =>
          [name, ''].flatMap((one) => this.#found.get(keyOf(group, kind, place, one)) ?? []),
        ),
      ),
    );
    const first = Math.min(...found.map((one) => one.first));
    return { respected: found.some(({ respected }) => respected), careless: this.#applications[first] };
  }
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('\n');
}

function coversReplicas(entry: unknown): boolean {
  return (
    listAt(entry, 'jsonPointers').includes('/spec/replicas') ||
    listAt(entry, 'jqPathExpressions').includes('.spec.replicas') ||
    listAt(entry, 'managedFieldsManagers').includes('kube-controller-manager')
  );
}

function respects({ node }: ApplicationView): boolean {
  return listAt(node.object, 'spec', 'syncPolicy', 'syncOptions').includes('RespectIgnoreDifferences=true');
}
