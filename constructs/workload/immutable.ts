import type { ApiObject } from 'cdk8s';
import type { Workload as CdkWorkload, Container, IServiceAccount, PodSelectorConfig } from 'cdk8s-plus-28';
import type { StackChart } from '../../model/chart.ts';
import { allowFrom, allowTo, type Peer, type PeerPort } from '../network/index.ts';
import { WorkloadConnections } from './connections.ts';
import type { ImmutableContainerProps } from './container.ts';
import { identify } from './identity.ts';
import { type MergePatch, type PatchOperation, patch } from './patch.ts';
import { callable, grant, type PermissionRule, type Permissions } from './permissions.ts';
import { ImmutablePod, podSelector } from './pod.ts';
import { ownServiceAccount } from './service-account.ts';
import { type Waiver, waive } from './waive.ts';
import type { Workload, WorkloadPort } from './workload.ts';

/** Where the five classes find what they have in common; not for stacks. */
export const POD: unique symbol = Symbol('stele.ImmutablePod');

/** What every immutable workload can, beside what its class of cdk8s-plus can. */
export interface ImmutableWorkload extends Workload {
  readonly [POD]: ImmutablePod;
  readonly connections: WorkloadConnections;
  /** Lets it use the API server within its namespace. */
  readonly permissions: Permissions;
  readonly serviceAccount: IServiceAccount;
  /** Adds a container; it is hardened as all are. */
  addContainer(props: ImmutableContainerProps): Container;
  /** Adds an init container, or with restartPolicy ALWAYS a sidecar; it is hardened as all are. */
  addInitContainer(props: ImmutableContainerProps): Container;
  /** Lets a peer connect to one of its ports. */
  allowFrom(peer: Peer, port: string | number): void;
  /** Lets it connect to a peer, at the port that the peer's pods listen on. */
  allowTo(peer: Peer, port?: PeerPort): void;
  /**
   * Lets it use the API server for the whole cluster.
   *
   * @throws UserError when the stack is not the platform team's, which `stele.config.ts` names: others have `permissions()`
   */
  clusterPermissions(rules: readonly PermissionRule[]): void;
  /** Permits it to break a rule, until a day. */
  waive(rule: string, waiver: Waiver): void;
  /** Changes the finished object: the last way out. */
  patch(...patches: readonly PatchOperation[] | readonly [MergePatch]): void;
}

// TypeScript takes no other parameters for the base of a mixin
// biome-ignore lint/suspicious/noExplicitAny: see above
type PodClass = new (...args: any[]) => CdkWorkload;

/**
 * A class of cdk8s-plus with what all immutable workloads have in common. Its third parameter is what `parentProps`
 * gives: without containers, which are added when the subclass is ready for them.
 */
export function immutable<Base extends PodClass>(
  base: Base,
): Base & (new (...args: ConstructorParameters<PodClass>) => ImmutableWorkload) {
  return class extends base implements ImmutableWorkload {
    declare protected readonly apiObject: ApiObject;
    declare readonly resourceType: string;
    declare readonly connections: WorkloadConnections;
    declare readonly permissions: Permissions;
    declare readonly serviceAccount: IServiceAccount;
    readonly [POD]: ImmutablePod;

    constructor(...args: ConstructorParameters<PodClass>) {
      super(...args);
      const [scope, id, props] = args;
      const identity = identify(scope, id, props);
      this.serviceAccount = props.serviceAccount ?? ownServiceAccount(this, identity);
      this.connections = new WorkloadConnections(this);
      this.permissions = callable(this.permissions, (rules) => this.#grant('namespace', rules));
      this[POD] = new ImmutablePod(this, identity);
    }

    get chart(): StackChart {
      return this[POD].identity.chart;
    }

    get selectorLabels(): Readonly<Record<string, string>> {
      return this[POD].identity.selectorLabels;
    }

    get ports(): ReadonlyMap<string, WorkloadPort> {
      return this[POD].ports;
    }

    get object(): ApiObject {
      return this.apiObject;
    }

    override addContainer(props: ImmutableContainerProps): Container {
      return this[POD].add(props, (plain) => super.addContainer(plain));
    }

    override addInitContainer(props: ImmutableContainerProps): Container {
      return this[POD].addInit(props, (plain) => super.addInitContainer(plain));
    }

    override toPodSelectorConfig(): PodSelectorConfig {
      return podSelector(this);
    }

    allowFrom(peer: Peer, port: string | number): void {
      allowFrom(this, peer, port);
    }

    allowTo(peer: Peer, port?: PeerPort): void {
      allowTo(this, peer, port);
    }

    clusterPermissions(rules: readonly PermissionRule[]): void {
      this.#grant('cluster', rules);
    }

    waive(rule: string, waiver: Waiver): void {
      waive(this, rule, waiver);
    }

    patch(...patches: readonly PatchOperation[] | readonly [MergePatch]): void {
      patch(this, ...patches);
    }

    #grant(reach: 'namespace' | 'cluster', rules: readonly PermissionRule[]): void {
      grant(this, this[POD].identity, this.serviceAccount.name, reach, rules);
      this[POD].giveToken();
    }
  };
}
