import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Identity } from './identity.ts';

const CHILD = 'disruption-budget';

/**
 * Lets a drain take one pod of a workload at a time. A pod that is not ready can always be evicted: else a workload that
 * crashes would block the drain of its nodes for ever.
 * https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
 */
export function disruptionBudget(scope: Construct, { name, chart, labels, selectorLabels }: Identity): void {
  if (scope.node.tryFindChild(CHILD) !== undefined) return;
  new ApiObject(scope, CHILD, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: chart.namespace, labels: { ...labels } },
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: { ...selectorLabels } },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  });
}
