import type { ApiObject } from 'cdk8s';
import {
  type Container,
  Deployment,
  type DeploymentProps,
  type DeploymentStrategy,
  type IServiceAccount,
  type PodSelectorConfig,
  type Service,
} from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { StackChart } from '../../model/chart.ts';
import type { UnfinishedObject } from '../after-json.ts';
import { allowFrom, allowTo, type Peer, type PeerPort } from '../network/index.ts';
import { type MonitorOptions, monitor } from '../observability/index.ts';
import { type AutoscaleOptions, autoscale, type ScalableWorkload } from './autoscale.ts';
import { claimAccess, mountablesOf } from './claim-access.ts';
import { WorkloadConnections } from './connections.ts';
import type { ImmutableContainerProps } from './container.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { drain } from './drain.ts';
import { type ExposeOptions, expose } from './expose.ts';
import { finish } from './finish.ts';
import { type Identity, identify } from './identity.ts';
import { type MergePatch, type PatchOperation, patch } from './patch.ts';
import { callable, grant, type PermissionRule, type Permissions } from './permissions.ts';
import { ImmutablePod, podSelector } from './pod.ts';
import type { PodTemplate } from './pod-template.ts';
import { avoidDeadlock, deploymentStrategy, type RolloutStrategy } from './rollout.ts';
import { ownServiceAccount } from './service-account.ts';
import { topologySpread } from './spread.ts';
import { type Waiver, waive } from './waive.ts';
import type { WorkloadPort } from './workload.ts';
import { type Immutable, parentProps } from './workload-props.ts';

export interface ImmutableDeploymentProps extends Immutable<Omit<DeploymentProps, 'strategy'>> {
  /**
   * @default 2; 1 when a container mounts a claim that one node only can mount
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

const DEFAULT_REPLICAS = 2;

interface DeploymentJson extends UnfinishedObject {
  spec: { template: PodTemplate; replicas: number; strategy?: { type: string }; [field: string]: unknown };
}

/**
 * A Deployment whose pods cannot change: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 *
 * @throws UserError when a name, a container or an option is not valid; when it is rendered, for what would weaken it
 */
export class ImmutableDeployment extends Deployment implements ScalableWorkload {
  declare readonly connections: WorkloadConnections;
  declare readonly permissions: Permissions;
  declare readonly serviceAccount: IServiceAccount;
  readonly chart: StackChart;
  readonly selectorLabels: Readonly<Record<string, string>>;
  readonly #identity: Identity;
  readonly #pod: ImmutablePod;
  readonly #props: ImmutableDeploymentProps;

  constructor(scope: Construct, id: string, props: ImmutableDeploymentProps = {}) {
    const identity = identify(scope, id, props);
    super(scope, id, {
      ...parentProps(identity, props),
      replicas: props.replicas ?? (claimAccess(mountablesOf(props), []) === 'single-node' ? 1 : DEFAULT_REPLICAS),
      strategy: deploymentStrategy(props.strategy),
    });
    this.#identity = identity;
    this.#props = props;
    this.chart = identity.chart;
    this.selectorLabels = identity.selectorLabels;
    this.serviceAccount = props.serviceAccount ?? ownServiceAccount(this, identity);
    this.connections = new WorkloadConnections(this);
    this.permissions = callable(this.permissions, (rules) => this.#grant('namespace', rules));
    this.#pod = new ImmutablePod(this, identity);
    this.#pod.addAll(props);
    if (this.#replicas >= 2) disruptionBudget(this, identity);
    finish(this.apiObject, 'harden', (json) => this.#harden(json as DeploymentJson));
  }

  get ports(): ReadonlyMap<string, WorkloadPort> {
    return this.#pod.ports;
  }

  get object(): ApiObject {
    return this.apiObject;
  }

  override addContainer(props: ImmutableContainerProps): Container {
    return this.#pod.add(props, (plain) => super.addContainer(plain));
  }

  override addInitContainer(props: ImmutableContainerProps): Container {
    return this.#pod.addInit(props, (plain) => super.addInitContainer(plain));
  }

  override toPodSelectorConfig(): PodSelectorConfig {
    return podSelector(this);
  }

  /** Gives it a Service, and a route from outside when it has a host. */
  expose(options: ExposeOptions): Service {
    return expose(this, options);
  }

  /** Lets an autoscaler decide how many pods it has, from two. */
  autoscale(options: AutoscaleOptions): void {
    autoscale(this, options);
    disruptionBudget(this, this.#identity);
  }

  /** Has its metrics scraped. */
  monitor(options: MonitorOptions): void {
    monitor(this, options);
  }

  /** Lets a peer connect to one of its ports. */
  allowFrom(peer: Peer, port: string | number): void {
    allowFrom(this, peer, port);
  }

  /** Lets it connect to a peer, at the port that the peer's pods listen on. */
  allowTo(peer: Peer, port?: PeerPort): void {
    allowTo(this, peer, port);
  }

  /** Lets it use the API server for the whole cluster. Platform stacks only: others have `permissions()`. */
  clusterPermissions(rules: readonly PermissionRule[]): void {
    this.#grant('cluster', rules);
  }

  /** Permits it to break a rule, until a day. */
  waive(rule: string, waiver: Waiver): void {
    waive(this, rule, waiver);
  }

  /** Changes the finished object: the last way out. */
  patch(...patches: readonly PatchOperation[] | readonly [MergePatch]): void {
    patch(this, ...patches);
  }

  #grant(reach: 'namespace' | 'cluster', rules: readonly PermissionRule[]): void {
    grant(this, this.#identity, this.serviceAccount.name, reach, rules);
    this.#pod.giveToken();
  }

  get #replicas(): number {
    return this.replicas ?? DEFAULT_REPLICAS;
  }

  #harden({ spec }: DeploymentJson): void {
    const { subject } = this.#identity;
    const { drainSeconds, revisionHistoryLimit = 3, strategy } = this.#props;
    const pod = spec.template.spec;
    const claim = claimAccess(this.#pod.mounted, pod.volumes ?? []);
    drain(pod, drainSeconds, subject);
    this.#pod.finish(spec.template);
    // cdk8s-plus drops the count when there is an autoscaler, and Kubernetes would then start from 1
    spec.replicas = this.#replicas;
    spec.revisionHistoryLimit = revisionHistoryLimit;
    if (spec.minReadySeconds === 0) delete spec.minReadySeconds;
    avoidDeadlock(spec, claim, { subject, explicit: strategy !== undefined });
    if (spec.replicas >= 2) {
      pod.topologySpreadConstraints = topologySpread(this.selectorLabels, ['pod-template-hash']);
    }
  }
}
