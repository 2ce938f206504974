import { ApiObject } from 'cdk8s';
import {
  type Workload as CdkWorkload,
  type INetworkPolicyPeer,
  PodConnections,
  type PodConnectionsAllowFromOptions,
  type PodConnectionsAllowToOptions,
} from 'cdk8s-plus-28';
import { finish } from './finish.ts';

/**
 * cdk8s-plus's `connections`, with policies named after the two workloads: `web.to.api`, and `api.from.web` for the
 * other side. Its own names are cut to the peer's address, so that those of two workloads are the same. No other policy
 * has such a name: a workload's has no dot.
 */
export class WorkloadConnections extends PodConnections {
  readonly #workload: CdkWorkload;

  constructor(workload: CdkWorkload) {
    super(workload);
    this.#workload = workload;
  }

  override allowTo(peer: INetworkPolicyPeer, options: PodConnectionsAllowToOptions = {}): void {
    this.#rename(() => super.allowTo(peer, options), peer, 'to');
  }

  override allowFrom(peer: INetworkPolicyPeer, options: PodConnectionsAllowFromOptions = {}): void {
    this.#rename(() => super.allowFrom(peer, options), peer, 'from');
  }

  #rename(allow: () => void, peer: INetworkPolicyPeer, direction: 'to' | 'from'): void {
    const before = new Set(this.#workload.node.children);
    allow();
    const own = `${this.#workload.name}.${direction}.${nameOf(peer)}`;
    const other = `${nameOf(peer)}.${direction === 'to' ? 'from' : 'to'}.${this.#workload.name}`;
    for (const policy of this.#workload.node.children) {
      if (before.has(policy)) continue;
      // cdk8s-plus puts the direction that the policy is about into its id
      const outgoing = policy.node.id.startsWith('AllowEgress');
      const name = outgoing === (direction === 'to') ? own : other;
      finish(ApiObject.of(policy), 'name', (json) => {
        json.metadata.name = name;
      });
    }
  }
}

function nameOf(peer: INetworkPolicyPeer): string {
  const name = 'name' in peer && typeof peer.name === 'string' ? peer.name : peer.node.id;
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
