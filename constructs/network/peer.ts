/** Pods of a workload of this stack or another, named by value: the stack need not be imported. */
export interface WorkloadPeer {
  readonly kind: 'workload';
  readonly stack: string;
  readonly name: string;
}

/** Addresses outside the cluster, or on its nodes. Pods are better named by workload: their addresses come and go. */
export interface CidrPeer {
  readonly kind: 'cidr';
  readonly block: string;
  readonly except: readonly string[];
}

/** A part of the cluster's own machinery; where it is, is a fact of the cluster. */
export interface ClusterPeer {
  readonly kind: 'apiServer' | 'gateway' | 'loadBalancer' | 'monitoring';
}

/** Who is at the other end of a connection. */
export type Peer = WorkloadPeer | CidrPeer | ClusterPeer;

/**
 * The pods of a workload.
 *
 * @param stack name of a stack that the environment runs
 * @param name name of the workload in it
 */
export function workload(stack: string, name: string): WorkloadPeer {
  return { kind: 'workload', stack, name };
}

export interface CidrOptions {
  /**
   * Smaller blocks within it that are not meant.
   * @default none
   */
  readonly except?: readonly string[];
}

/**
 * A block of addresses, such as `192.0.2.0/24` or `2001:db8::/32`.
 *
 * All of the internet is `0.0.0.0/0`; except the private ranges and `169.254.0.0/16` then, where the cloud's metadata
 * service gives out the node's credentials.
 */
export function cidr(block: string, options: CidrOptions = {}): CidrPeer {
  return { kind: 'cidr', block, except: options.except ?? [] };
}

/** The cluster's API server (fact `network.apiServer`). */
export function apiServer(): ClusterPeer {
  return { kind: 'apiServer' };
}

/** The proxies of the gateway or ingress controller (fact `network.gateway`). */
export function gateway(): ClusterPeer {
  return { kind: 'gateway' };
}

/** Where requests through Services of type LoadBalancer come from (fact `network.loadBalancers`). */
export function loadBalancer(): ClusterPeer {
  return { kind: 'loadBalancer' };
}

/** The Prometheus that scrapes this cluster (fact `network.monitoring`). */
export function monitoring(): ClusterPeer {
  return { kind: 'monitoring' };
}
