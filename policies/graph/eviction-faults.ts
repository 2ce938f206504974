import { at, numberAt } from '../read.ts';
import type { Offence } from '../rule.ts';
import type { Graph } from './graph.ts';
import type { MadePods } from './made-pods.ts';
import type { GraphNode } from './node.ts';

/** Why a PodDisruptionBudget never lets one of its pods go: https://kubernetes.io/docs/tasks/run-application/configure-pdb/#rounding-logic-when-specifying-percentages */
export function evictionFaults(graph: Graph, budget: GraphNode, pods: readonly MadePods[]): Offence[] {
  const minimum = at(budget.object, 'spec', 'minAvailable') ?? undefined;
  const maximum = at(budget.object, 'spec', 'maxUnavailable') ?? undefined;
  if (minimum !== undefined && maximum !== undefined) {
    return [{ pointer: '/spec', message: 'has minAvailable and maxUnavailable: the API server takes only one' }];
  }
  if (maximum === 0 || percent(maximum) === 0) {
    return [{ pointer: '/spec/maxUnavailable', message: 'allows no eviction' }];
  }
  if (percent(minimum) === 100) {
    return [{ pointer: '/spec/minAvailable', message: 'allows no eviction: all pods must stay' }];
  }
  const counting = typeof minimum !== 'number';
  const uncounted = pods.find(({ object }) => ['DaemonSet', 'Job', 'CronJob'].includes(object.kind));
  if (counting && uncounted !== undefined) {
    const { kind, metadata } = uncounted.object;
    const message = `selects pods of ${kind} ${metadata.name}, which says nowhere how many there should be: the budget allows no eviction`;
    const remedy = 'select only pods of workloads that have replicas, or say minAvailable as a number';
    return [{ pointer: '/spec/selector', message, remedy }];
  }
  if (minimum === undefined) return [];
  let expected = 0;
  let scaled = false;
  for (const { object } of pods) {
    const node = graph.nodeOf(object);
    const replicas = graph.replicasOf(node);
    if (replicas === undefined) return [];
    expected += replicas;
    scaled ||= graph.autoscalers.has(graph.idOf(node));
  }
  const share = percent(minimum);
  const staying =
    share === undefined ? numberAt(budget.object, 'spec', 'minAvailable') : Math.ceil((expected * share) / 100);
  if (staying === undefined || expected === 0 || staying < expected) return [];
  const message = scaled
    ? `allows no eviction while there are only the ${expected} pods that the autoscaler keeps`
    : `allows no eviction: ${staying} of ${expected} pods must stay`;
  return [{ pointer: '/spec/minAvailable', message, ...(scaled ? { severity: 'warning' as const } : {}) }];
}

function percent(value: unknown): number | undefined {
  const digits = typeof value === 'string' ? /^(\d{1,9})%$/.exec(value)?.[1] : undefined;
  return digits === undefined ? undefined : Number(digits);
}
