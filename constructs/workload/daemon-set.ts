import type { ApiObject } from 'cdk8s';
import {
  type Container,
  DaemonSet,
  type DaemonSetProps,
  type IServiceAccount,
  type PodSelectorConfig,
  type Service,
} from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { StackChart } from '../../model/chart.ts';
import { throwIfAny } from '../../model/errors.ts';
import type { UnfinishedObject } from '../after-json.ts';
import { allowFrom, allowTo, type Peer, type PeerPort } from '../network/index.ts';
import { type MonitorOptions, monitor } from '../observability/index.ts';
import { WorkloadConnections } from './connections.ts';
import type { ImmutableContainerProps } from './container.ts';
import { type ExposeOptions, expose } from './expose.ts';
import { finish } from './finish.ts';
import { type Identity, identify } from './identity.ts';
import { type MergePatch, type PatchOperation, patch } from './patch.ts';
import { callable, grant, type PermissionRule, type Permissions } from './permissions.ts';
import { ImmutablePod, podSelector } from './pod.ts';
import type { PodTemplate } from './pod-template.ts';
import { ownServiceAccount } from './service-account.ts';
import { type Waiver, waive } from './waive.ts';
import type { Workload, WorkloadPort } from './workload.ts';
import { type Immutable, parentProps } from './workload-props.ts';

/** A taint that does not keep pods away: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
export interface Toleration {
  /**
   * Key of the taint.
   * @default every taint
   */
  readonly key?: string;
  /**
   * Value of the taint.
   * @default every value
   */
  readonly value?: string;
  /**
   * @default every effect
   */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface ImmutableDaemonSetProps extends Immutable<DaemonSetProps> {
  /**
   * Pods, or a part of them such as `10%`, that an update takes away at a time.
   * @default 1
   */
  readonly maxUnavailable?: number | string;
  /**
   * Taints of nodes on which it runs nevertheless.
   * @default none but those that Kubernetes adds itself
   */
  readonly tolerations?: readonly Toleration[];
  /**
   * Old generations that can be gone back to.
   * @default 3
   */
  readonly revisionHistoryLimit?: number;
}

interface DaemonSetJson extends UnfinishedObject {
  spec: { template: PodTemplate; [field: string]: unknown };
}

/**
 * A DaemonSet whose pods cannot change: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
 *
 * @throws UserError when a name or a container is not valid; when it is rendered, for what would weaken it
 */
export class ImmutableDaemonSet extends DaemonSet implements Workload {
  declare readonly connections: WorkloadConnections;
  declare readonly permissions: Permissions;
  declare readonly serviceAccount: IServiceAccount;
  readonly chart: StackChart;
  readonly selectorLabels: Readonly<Record<string, string>>;
  readonly #identity: Identity;
  readonly #pod: ImmutablePod;
  readonly #props: ImmutableDaemonSetProps;

  constructor(scope: Construct, id: string, props: ImmutableDaemonSetProps = {}) {
    const identity = identify(scope, id, props);
    super(scope, id, parentProps(identity, props));
    this.#identity = identity;
    this.#props = props;
    this.chart = identity.chart;
    this.selectorLabels = identity.selectorLabels;
    this.serviceAccount = props.serviceAccount ?? ownServiceAccount(this, identity);
    this.connections = new WorkloadConnections(this);
    this.permissions = callable(this.permissions, (rules) => this.#grant('namespace', rules));
    this.#pod = new ImmutablePod(this, identity);
    this.#pod.addAll(props);
    finish(this.apiObject, 'harden', (json) => this.#harden(json as DaemonSetJson));
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

  #harden({ spec }: DaemonSetJson): void {
    const { maxUnavailable = 1, tolerations = [], revisionHistoryLimit = 3 } = this.#props;
    throwIfAny(
      problemsOf(maxUnavailable, tolerations).map((message) => ({ subject: this.#identity.subject, message })),
    );
    const pod = spec.template.spec;
    this.#pod.finish(spec.template);
    spec.updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable } };
    spec.revisionHistoryLimit = revisionHistoryLimit;
    if (spec.minReadySeconds === 0) delete spec.minReadySeconds;
    if (tolerations.length > 0) {
      const scheduled = Array.isArray(pod.tolerations) ? pod.tolerations : [];
      pod.tolerations = [...scheduled, ...tolerations.map(tolerationJson)];
    }
  }
}

function problemsOf(maxUnavailable: number | string, tolerations: readonly Toleration[]): string[] {
  const messages: string[] = [];
  if (!/^[1-9]\d*$|^([1-9]\d?|100)%$/.test(String(maxUnavailable))) {
    messages.push(`maxUnavailable ${maxUnavailable} is refused; use a whole number from 1, or from 1% to 100%`);
  }
  for (const { key, value } of tolerations) {
    if (value !== undefined && key === undefined)
      messages.push(`toleration of the value "${value}" has no key; give one`);
  }
  return messages;
}

function tolerationJson({ key, value, effect }: Toleration): object {
  return {
    ...(key === undefined ? {} : { key }),
    operator: value === undefined ? 'Exists' : 'Equal',
    ...(value === undefined ? {} : { value }),
    ...(effect === undefined ? {} : { effect }),
  };
}
