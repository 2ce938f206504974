import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { requireCount, requireQuantity } from './amount.ts';

export interface NamespaceQuotaProps {
  /**
   * CPU that all pods together may request.
   * @default no bound
   */
  readonly cpu?: string;
  /**
   * Memory that all pods together may request, and may use.
   * @default no bound
   */
  readonly memory?: string;
  /**
   * Disk of the nodes that all pods together may request, and may use.
   * @default no bound
   */
  readonly ephemeralStorage?: string;
  /**
   * Storage that all claims together may request.
   * @default no bound
   */
  readonly storage?: string;
  /**
   * Number of claims.
   * @default no bound
   */
  readonly claims?: number;
  /**
   * Number of pods that have not ended.
   * @default no bound
   */
  readonly pods?: number;
  /**
   * Number of Services of type LoadBalancer: each costs money in most clouds.
   * @default 0
   */
  readonly loadBalancers?: number;
  /**
   * Further objects by resource and group, such as `{ 'secrets': 20, 'jobs.batch': 50 }`.
   * @default no bound
   */
  readonly objects?: Readonly<Record<string, number>>;
}

/**
 * Bounds what a namespace can take from the cluster: https://kubernetes.io/docs/concepts/policy/resource-quotas/
 *
 * Leave room for rollouts, which run old and new pods side by side. There is no bound on CPU limits: it would force
 * one on each container. Without load balancers, which take node ports too, node ports are 0 as well.
 *
 * @throws UserError when an amount is no quantity, or a count no whole number
 */
export class NamespaceQuota extends Construct {
  constructor(scope: Construct, id: string, props: NamespaceQuotaProps) {
    super(scope, id);
    for (const key of ['cpu', 'memory', 'ephemeralStorage', 'storage'] as const) requireQuantity(this, key, props[key]);
    for (const key of ['claims', 'pods', 'loadBalancers'] as const) requireCount(this, key, props[key]);
    const objects = Object.entries(props.objects ?? {}).map(([resource, count]) => {
      requireCount(this, `objects.${resource}`, count);
      return [`count/${resource}`, String(count)];
    });
    const loadBalancers = props.loadBalancers ?? 0;
    new ApiObject(this, 'quota', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: id },
      spec: {
        hard: {
          'requests.cpu': props.cpu,
          'requests.memory': props.memory,
          'limits.memory': props.memory,
          'requests.ephemeral-storage': props.ephemeralStorage,
          'limits.ephemeral-storage': props.ephemeralStorage,
          'requests.storage': props.storage,
          persistentvolumeclaims: props.claims?.toString(),
          pods: props.pods?.toString(),
          'services.loadbalancers': String(loadBalancers),
          'services.nodeports': loadBalancers === 0 ? '0' : undefined,
          ...Object.fromEntries(objects),
        },
      },
    });
  }
}
