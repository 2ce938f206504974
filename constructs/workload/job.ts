import type { ApiObject } from 'cdk8s';
import { type Container, type IServiceAccount, Job, type JobProps, type PodSelectorConfig } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { StackChart } from '../../model/chart.ts';
import { UserError } from '../../model/errors.ts';
import { contentHash } from '../../model/hash.ts';
import { ANNOTATION_STEM } from '../../model/kube.ts';
import type { UnfinishedObject } from '../after-json.ts';
import { allowFrom, allowTo, type Peer, type PeerPort } from '../network/index.ts';
import { WorkloadConnections } from './connections.ts';
import type { ImmutableContainerProps } from './container.ts';
import { finish } from './finish.ts';
import { HOOK_DEADLINE_SECONDS, type HookPhase, hookAnnotations } from './hook.ts';
import { type Identity, identify } from './identity.ts';
import { hardenJobSpec, type JobSpec } from './job-spec.ts';
import { type MergePatch, type PatchOperation, patch } from './patch.ts';
import { callable, grant, type PermissionRule, type Permissions } from './permissions.ts';
import { ImmutablePod, podSelector } from './pod.ts';
import { ownServiceAccount } from './service-account.ts';
import { annotate } from './templates.ts';
import { type Waiver, waive } from './waive.ts';
import type { Workload, WorkloadPort } from './workload.ts';
import { type Immutable, parentProps } from './workload-props.ts';

export interface ImmutableJobProps extends Immutable<Omit<JobProps, 'ttlAfterFinished'>> {
  /**
   * Runs it at every sync instead of once per content: for one-off work of a deployment, such as migrations. It has to
   * bear being run again.
   *
   * - `before`: what Argo CD's users know as PreSync. It runs to its end before a workload of the stack is touched, and
   *   when it fails, none is. What the Job itself needs is there, also at the first installation: that is why it is
   *   rendered as a hook of the phase Sync in an early wave.
   * - `during`: along with the rest (phase Sync), for what needs another workload of the same stack to run.
   * - `after`: after everything is healthy (phase PostSync). A workload that never is then keeps the sync, and with it
   *   the commit that would mend it, waiting: choose it knowingly.
   * @default none: it runs once, and again when its content changes
   */
  readonly hook?: HookPhase;
}

/** A dash and ten characters of hash come behind it, and the name is a label of its pods. */
const NAME_LIMIT = { length: 52, because: 'the hash of its content comes behind it' };

interface JobJson extends UnfinishedObject {
  spec: JobSpec;
}

/**
 * A Job that cannot change: its name ends in the hash of its content, so other content is another Job, and it stays when
 * it is done, because Argo CD would run a Job again that is gone.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/
 *
 * @throws UserError when a name or a container is not valid; when it is rendered, for what would weaken it
 */
export class ImmutableJob extends Job implements Workload {
  declare readonly connections: WorkloadConnections;
  declare readonly permissions: Permissions;
  declare readonly serviceAccount: IServiceAccount;
  readonly chart: StackChart;
  readonly selectorLabels: Readonly<Record<string, string>>;
  readonly #identity: Identity;
  readonly #pod: ImmutablePod;
  readonly #props: ImmutableJobProps;

  constructor(scope: Construct, id: string, props: ImmutableJobProps = {}) {
    const identity = identify(scope, id, props, NAME_LIMIT);
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
    finish(this.apiObject, 'harden', (json) => this.#harden(json as JobJson));
    finish(this.apiObject, 'name', (json) => this.#rename(json));
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

  #harden(json: JobJson): void {
    const { hook } = this.#props;
    if (json.spec.ttlSecondsAfterFinished !== undefined) {
      throw new UserError({
        subject: this.#identity.subject,
        message: 'ttlAfterFinished would make Argo CD run the Job again when it is gone; leave it out',
      });
    }
    this.#pod.finish(json.spec.template);
    hardenJobSpec(json.spec);
    if (hook === undefined) return;
    json.spec.activeDeadlineSeconds ??= HOOK_DEADLINE_SECONDS;
    for (const [key, value] of Object.entries(hookAnnotations(hook))) annotate(json, key, value);
  }

  /** A hook keeps its name: Argo CD deletes the former one before it creates it. */
  #rename(json: UnfinishedObject): void {
    if (this.#props.hook !== undefined) return;
    annotate(json, ANNOTATION_STEM, this.#identity.name);
    json.metadata.name = `${this.#identity.name}-${contentHash(json)}`;
  }
}
