import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { UserError } from '../../model/errors.ts';
import { amountOf } from '../../model/quantity.ts';
import { requireQuantity } from './amount.ts';

export interface NamespaceLimitsProps {
  /**
   * What a container requests that does not say.
   * @default 10m of CPU, 64Mi of memory, 64Mi of ephemeral storage
   */
  readonly requests?: { readonly cpu?: string; readonly memory?: string; readonly ephemeralStorage?: string };
  /**
   * The most that one container may be limited to; also the limit of a container that has none.
   * @default no bound
   */
  readonly max?: { readonly memory?: string; readonly ephemeralStorage?: string };
  /**
   * The size of one claim.
   * @default no bound
   */
  readonly claims?: { readonly min?: string; readonly max?: string };
}

/**
 * Bounds single containers and claims: https://kubernetes.io/docs/concepts/policy/limit-range/
 *
 * What a workload says itself stays as it is. So no default limit is set, which could be below a request that stands
 * alone; and no bound on CPU, which Kubernetes would make the CPU limit of each container without one.
 *
 * @throws UserError when an amount is no quantity, or a smaller bound is above the larger
 */
export class NamespaceLimits extends Construct {
  constructor(scope: Construct, id: string, { requests = {}, max = {}, claims }: NamespaceLimitsProps = {}) {
    super(scope, id);
    const { cpu = '10m', memory = '64Mi', ephemeralStorage = '64Mi' } = requests;
    requireQuantity(this, 'requests.cpu', cpu);
    this.#requireOrder('memory', { 'requests.memory': memory, 'max.memory': max.memory });
    this.#requireOrder('ephemeral storage', {
      'requests.ephemeralStorage': ephemeralStorage,
      'max.ephemeralStorage': max.ephemeralStorage,
    });
    this.#requireOrder('claims', { 'claims.min': claims?.min, 'claims.max': claims?.max });

    const bounded = Object.values(max).some((bound) => bound !== undefined);
    const container = {
      type: 'Container',
      defaultRequest: { cpu, memory, 'ephemeral-storage': ephemeralStorage },
      max: bounded ? { memory: max.memory, 'ephemeral-storage': max.ephemeralStorage } : undefined,
    };
    const claim = {
      type: 'PersistentVolumeClaim',
      min: claims?.min === undefined ? undefined : { storage: claims.min },
      max: claims?.max === undefined ? undefined : { storage: claims.max },
    };
    new ApiObject(this, 'limits', {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: id },
      spec: { limits: claims?.min === undefined && claims?.max === undefined ? [container] : [container, claim] },
    });
  }

  /** The API server refuses a default or a minimum above the maximum. */
  #requireOrder(what: string, bounds: Readonly<Record<string, string | undefined>>): void {
    for (const [key, bound] of Object.entries(bounds)) requireQuantity(this, key, bound);
    const [smaller, larger] = Object.entries(bounds);
    if (smaller?.[1] === undefined || larger?.[1] === undefined) return;
    if ((amountOf(smaller[1]) ?? 0) <= (amountOf(larger[1]) ?? 0)) return;
    throw new UserError({
      subject: `${StackChart.of(this).stack}/${this.node.id}`,
      message: `${what}: ${smaller[0]} ${smaller[1]} is more than ${larger[0]} ${larger[1]}; lower the one or raise the other`,
    });
  }
}
