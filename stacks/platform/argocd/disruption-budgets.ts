import { ApiObject, type StackChart } from 'stele';

/** Upstream's workloads of several pods when highly available, by the label `app.kubernetes.io/name` of the pods. */
const SEVERAL = ['argocd-redis-ha', 'argocd-redis-ha-haproxy', 'argocd-repo-server', 'argocd-server'];

/** Lets a drain take one pod of each at a time: upstream has no budgets, and of three Redis two have to agree. */
export function disruptionBudgets(chart: StackChart): void {
  for (const name of SEVERAL) {
    new ApiObject(chart, `${name}-disruption-budget`, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name },
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: { 'app.kubernetes.io/name': name } },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    });
  }
}
