import { Deployment, type DeploymentProps, type DeploymentStrategy, type Service } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { UnfinishedObject } from '../after-json.ts';
import { type MonitorOptions, monitor } from '../observability/index.ts';
import { type AutoscaleOptions, autoscale, type ScalableWorkload } from './autoscale.ts';
import { claimAccess, mountablesOf } from './claim-access.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { drain } from './drain.ts';
import { type ExposeOptions, expose } from './expose.ts';
import { finish } from './finish.ts';
import { identify } from './identity.ts';
import { immutable, POD } from './immutable.ts';
import type { PodTemplate } from './pod-template.ts';
import { requireReplicas } from './replicas.ts';
import { avoidDeadlock, deploymentStrategy, type RolloutStrategy } from './rollout.ts';
import { topologySpread } from './spread.ts';
import { type Immutable, parentProps } from './workload-props.ts';

export interface ImmutableDeploymentProps extends Immutable<Omit<DeploymentProps, 'strategy'>> {
  /**
   * @default 2, or the fewest of its autoscaler; 1 when a container mounts a claim that one node only can mount
   */
  readonly replicas?: number;
  /**
   * How a new generation replaces the old one.
   * @default "rolling"; "recreate" when a container mounts a claim that one node only can mount, because the new pods
   *   would wait for a volume which the old ones hold
   */
  readonly strategy?: RolloutStrategy | DeploymentStrategy;
  /**
   * Old generations that stay in the cluster as empty ReplicaSets. Git is what goes back, so few are enough.
   * @default 3
   */
  readonly revisionHistoryLimit?: number;
  /**
   * Seconds for which a container with ports goes on serving after its pod was told to end.
   * @default 5
   */
  readonly drainSeconds?: number;
}

interface DeploymentJson extends UnfinishedObject {
  spec: { template: PodTemplate; replicas: number; strategy?: { type: string }; [field: string]: unknown };
}

/**
 * A Deployment whose pods cannot change: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 *
 * @throws UserError when a name, a container or an option is not valid; when it is rendered, for what would weaken it
 */
export class ImmutableDeployment extends immutable(Deployment) implements ScalableWorkload {
  readonly #props: ImmutableDeploymentProps;
  #autoscaledFrom: number | undefined;

  constructor(scope: Construct, id: string, props: ImmutableDeploymentProps = {}) {
    const identity = identify(scope, id, props);
    super(scope, id, {
      ...parentProps(identity, props),
      strategy: deploymentStrategy(props.strategy),
    });
    this.#props = props;
    this[POD].addAll(props);
    requireReplicas(identity.subject, this.#replicas);
    if (this.#replicas >= 2) disruptionBudget(this, identity);
    finish(this.object, 'harden', (json) => this.#harden(json as DeploymentJson));
  }

  /** Gives it a Service, and a route from outside when it has a host. */
  expose(options: ExposeOptions): Service {
    return expose(this, options);
  }

  /** Lets an autoscaler decide how many pods it has, from two. */
  autoscale(options: AutoscaleOptions): void {
    this.#autoscaledFrom = autoscale(this, options);
    disruptionBudget(this, this[POD].identity);
  }

  /** Has its metrics scraped. */
  monitor(options: MonitorOptions): void {
    monitor(this, options);
  }

  get #replicas(): number {
    return this.replicas ?? this.#autoscaledFrom ?? defaultReplicas(this.#props);
  }

  #harden({ spec }: DeploymentJson): void {
    const { subject } = this[POD].identity;
    const { drainSeconds, revisionHistoryLimit = 3, strategy } = this.#props;
    const pod = spec.template.spec;
    const claim = claimAccess(this[POD].mounted, pod.volumes ?? []);
    drain(pod, drainSeconds, subject);
    this[POD].finish(spec.template);
    // cdk8s-plus drops the count when there is an autoscaler, and Kubernetes would then start from 1
    spec.replicas = this.#replicas;
    spec.revisionHistoryLimit = revisionHistoryLimit;
    if (spec.minReadySeconds === 0) delete spec.minReadySeconds;
    const autoscaled = this.#autoscaledFrom !== undefined;
    avoidDeadlock(spec, claim, { subject, explicit: strategy !== undefined, autoscaled });
    if (spec.replicas >= 2) {
      pod.topologySpreadConstraints = topologySpread(this.selectorLabels, ['pod-template-hash']);
    }
  }
}

function defaultReplicas(props: ImmutableDeploymentProps): number {
  return claimAccess(mountablesOf(props), []) === 'single-node' ? 1 : 2;
}
