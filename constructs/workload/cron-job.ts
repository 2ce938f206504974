import { type ApiObject, type Cron, Duration } from 'cdk8s';
import {
  type Container,
  CronJob,
  type CronJobProps,
  type IServiceAccount,
  type PodSelectorConfig,
} from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { StackChart } from '../../model/chart.ts';
import type { UnfinishedObject } from '../after-json.ts';
import { allowFrom, allowTo, type Peer, type PeerPort } from '../network/index.ts';
import { WorkloadConnections } from './connections.ts';
import type { ImmutableContainerProps } from './container.ts';
import { finish } from './finish.ts';
import { type Identity, identify } from './identity.ts';
import { hardenJobSpec, type JobSpec } from './job-spec.ts';
import { type MergePatch, type PatchOperation, patch } from './patch.ts';
import { callable, grant, type PermissionRule, type Permissions } from './permissions.ts';
import { ImmutablePod, podSelector } from './pod.ts';
import { cronOf } from './schedule.ts';
import { ownServiceAccount } from './service-account.ts';
import { type Waiver, waive } from './waive.ts';
import type { Workload, WorkloadPort } from './workload.ts';
import { type Immutable, parentProps } from './workload-props.ts';

export interface ImmutableCronJobProps extends Immutable<Omit<CronJobProps, 'schedule'>> {
  /** When it runs: five fields such as `0 3 * * *`, or cdk8s's `Cron`. */
  readonly schedule: string | Cron;
  /**
   * The time zone of the schedule.
   * @default "Etc/UTC"
   */
  readonly timeZone?: string;
  /**
   * How late it may still start, when the cluster was busy or away.
   * @default 5 minutes
   */
  readonly startingDeadline?: Duration;
  /**
   * How long one run may take. A run that hangs keeps all later ones from starting.
   * @default 1 hour
   */
  readonly activeDeadline?: Duration;
}

/** A Job of it has a dash and up to ten digits behind its name, and is a label of its pods. */
const NAME_LIMIT = { length: 52, because: 'its Jobs have the time of their start behind it' };

interface CronJobJson extends UnfinishedObject {
  spec: { jobTemplate: { metadata?: { labels?: Record<string, string> }; spec: JobSpec }; [field: string]: unknown };
}

/**
 * A CronJob whose pods cannot change. A run that is not done keeps the next from starting, unless it says otherwise.
 * https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 *
 * @throws UserError when a name, the schedule or a container is not valid; when it is rendered, for what would weaken it
 */
export class ImmutableCronJob extends CronJob implements Workload {
  declare readonly connections: WorkloadConnections;
  declare readonly permissions: Permissions;
  declare readonly serviceAccount: IServiceAccount;
  readonly chart: StackChart;
  readonly selectorLabels: Readonly<Record<string, string>>;
  readonly #identity: Identity;
  readonly #pod: ImmutablePod;

  constructor(scope: Construct, id: string, props: ImmutableCronJobProps) {
    const identity = identify(scope, id, props, NAME_LIMIT);
    super(scope, id, {
      ...parentProps(identity, props),
      schedule: cronOf(identity.subject, props.schedule),
      timeZone: props.timeZone ?? 'Etc/UTC',
      startingDeadline: props.startingDeadline ?? Duration.minutes(5),
      activeDeadline: props.activeDeadline ?? Duration.hours(1),
    });
    this.#identity = identity;
    this.chart = identity.chart;
    this.selectorLabels = identity.selectorLabels;
    this.serviceAccount = props.serviceAccount ?? ownServiceAccount(this, identity);
    this.connections = new WorkloadConnections(this);
    this.permissions = callable(this.permissions, (rules) => this.#grant('namespace', rules));
    this.#pod = new ImmutablePod(this, identity);
    this.#pod.addAll(props);
    finish(this.apiObject, 'harden', (json) => this.#harden(json as CronJobJson));
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

  #harden({ spec }: CronJobJson): void {
    const { jobTemplate } = spec;
    this.#pod.finish(jobTemplate.spec.template);
    hardenJobSpec(jobTemplate.spec);
    jobTemplate.metadata = { ...jobTemplate.metadata, labels: { ...this.#identity.labels } };
    if (spec.suspend === false) delete spec.suspend;
  }
}
