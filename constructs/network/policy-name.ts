import { shortHash } from '../../model/hash.ts';
import type { Peer } from './peer.ts';

export type Direction = 'from' | 'to';

/** Longest name of an object whose name is a DNS subdomain. */
const MAX_LENGTH = 253;

/**
 * The name of the policy between a workload and a peer, for example `web-from-gateway` or `web-to-shop.redis`.
 *
 * It depends on these two alone, and no other pair has it. A dot stands between a peer's stack and its name because
 * neither can hold one: with a dash, `a-b` of `c` and `b` of `c-a` would share a name.
 */
export function policyName(workload: string, direction: Direction, peer: Peer): string {
  const name = `${workload}-${direction}-${peerName(peer)}`;
  if (name.length <= MAX_LENGTH && isPlain(workload, direction, peer)) return name;
  const hash = shortHash(JSON.stringify([workload, direction, peer]));
  const kept = name.slice(0, MAX_LENGTH - 1 - hash.length).replace(/[^a-z0-9]+$/, '');
  return `${kept}-${hash}`;
}

function peerName(peer: Peer): string {
  switch (peer.kind) {
    case 'workload':
      return `${peer.stack}.${peer.name}`;
    case 'cidr': {
      const block = `cidr-${peer.block.toLowerCase().replaceAll(/[:/]/g, '-')}`;
      return peer.except.length === 0 ? block : `${block}-except-${shortHash(peer.except.toSorted().join())}`;
    }
    case 'apiServer':
      return 'api-server';
    case 'loadBalancer':
      return 'load-balancer';
    default:
      return peer.kind;
  }
}

/** Whether the name can be read in one way only: a stack `b-from-c` gives the workload `a` a name that `a-from-b` has too. */
function isPlain(workload: string, direction: Direction, peer: Peer): boolean {
  if (peer.kind !== 'workload') return true;
  return [...`${workload}-${direction}-${peer.stack}`.matchAll(/(?=-(?:from|to)-)/g)].length === 1;
}
