import { groupOf } from '../../model/kube.ts';
import { kindIn } from '../kind-key.ts';
import { at, listAt, numberAt, textAt } from '../read.ts';
import { type GraphNode, nodeId } from './node.ts';

/** What sets the number of pods of a workload. */
export interface AutoscalerView {
  readonly node: GraphNode;
  /** As `kindKey` says it: `Deployment`, `Rollout.argoproj.io`. */
  readonly targetKind: string;
  readonly targetName: string;
  /** The id of the target's node. */
  readonly target: string;
  readonly minimum: number;
  readonly pointer: string;
}

export const AUTOSCALER_KINDS: readonly string[] = ['HorizontalPodAutoscaler', 'ScaledObject.keda.sh'];

/** The target of an autoscaler; undefined when it names none. */
export function autoscalerOf(node: GraphNode, namespace: string): AutoscalerView | undefined {
  const { object } = node;
  const reference = at(object, 'spec', 'scaleTargetRef');
  const name = textAt(reference, 'name');
  if (name === undefined) return undefined;
  const keda = node.kind !== 'HorizontalPodAutoscaler';
  const kind = textAt(reference, 'kind') ?? (keda ? 'Deployment' : '');
  // https://keda.sh/docs/latest/reference/scaledobject-spec/#scaletargetref
  const apiVersion = textAt(reference, 'apiVersion') ?? (keda ? 'apps/v1' : defaultVersion(kind));
  const targetKind = kindIn(groupOf({ apiVersion }), kind);
  return {
    node,
    targetKind,
    targetName: name,
    target: nodeId(targetKind, namespace, name),
    minimum: keda ? (numberAt(object, 'spec', 'minReplicaCount') ?? 0) : (numberAt(object, 'spec', 'minReplicas') ?? 1),
    pointer: '/spec/scaleTargetRef',
  };
}

/** The Deployments whose pods a Rollout runs in their place: https://argo-rollouts.readthedocs.io/en/stable/migrating/ */
export function rolledOut(rollouts: readonly GraphNode[], namespaceOf: (node: GraphNode) => string) {
  const found = new Map<string, GraphNode>();
  for (const node of rollouts) {
    const reference = at(node.object, 'spec', 'workloadRef');
    const kind = textAt(reference, 'kind');
    const name = textAt(reference, 'name');
    if (kind !== undefined && name !== undefined) found.set(nodeId(kind, namespaceOf(node), name), node);
  }
  return found;
}

/** Metrics of an autoscaler that are a share of what containers request: with the container, where it names one. */
export function utilizationMetrics(autoscaler: GraphNode): readonly UtilizationMetric[] {
  const { object } = autoscaler;
  if (numberAt(object, 'spec', 'targetCPUUtilizationPercentage') !== undefined) {
    return [{ resource: 'cpu', container: undefined, pointer: '/spec/targetCPUUtilizationPercentage' }];
  }
  return listAt(object, 'spec', 'metrics').flatMap((metric, index) => {
    const type = textAt(metric, 'type');
    const source = type === 'Resource' ? at(metric, 'resource') : at(metric, 'containerResource');
    const resource = textAt(source, 'name');
    // autoscaling/v2beta1 says it without a target
    const share =
      textAt(source, 'target', 'type') === 'Utilization' || numberAt(source, 'targetAverageUtilization') !== undefined;
    if ((type !== 'Resource' && type !== 'ContainerResource') || resource === undefined || !share) return [];
    const container = type === 'ContainerResource' ? textAt(source, 'container') : undefined;
    return [{ resource, container, pointer: `/spec/metrics/${index}` }];
  });
}

export interface UtilizationMetric {
  readonly resource: string;
  readonly container: string | undefined;
  readonly pointer: string;
}

function defaultVersion(kind: string): string {
  return kind === 'ReplicationController' ? 'v1' : 'apps/v1';
}
