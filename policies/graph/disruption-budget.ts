import { at, type Fields, isFields } from '../read.ts';
import type { Graph } from './graph.ts';
import type { MadePods } from './made-pods.ts';
import type { GraphNode } from './node.ts';

/**
 * What a PodDisruptionBudget selects: an empty selector takes all pods of the namespace, a missing one none.
 * https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors
 */
export function budgetSelector(budget: GraphNode): Fields | undefined {
  const selector = at(budget.object, 'spec', 'selector');
  if (!isFields(selector)) return undefined;
  // policy/v1beta1 had it the other way round
  const empty = Object.keys(selector).length === 0;
  return empty && budget.object.apiVersion === 'policy/v1beta1' ? undefined : selector;
}

/** The pods that budgets take, with all the budgets of each. */
export function takes(graph: Graph): ReadonlyMap<MadePods, readonly GraphNode[]> {
  const taken = new Map<MadePods, GraphNode[]>();
  for (const budget of graph.ofKind('PodDisruptionBudget')) {
    const selector = budgetSelector(budget);
    if (selector === undefined) continue;
    for (const pods of graph.podsSelected(graph.namespaceOf(budget), selector)) {
      const budgets = taken.get(pods);
      if (budgets === undefined) taken.set(pods, [budget]);
      else budgets.push(budget);
    }
  }
  return taken;
}
