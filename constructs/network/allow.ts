import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { didYouMean, UserError } from '../../model/errors.ts';
import { need } from '../../model/missing-fact.ts';
import type { Workload, WorkloadPort } from '../workload/workload.ts';
import type { Peer } from './peer.ts';
import { type Direction, policyName } from './policy-name.ts';
import { policyPeers } from './policy-peer.ts';

/** A port at the other end. A bare number means TCP. */
export type PeerPort = number | { readonly port: number; readonly protocol: Protocol };

type Protocol = WorkloadPort['protocol'];

/**
 * Lets a peer connect to a port of a workload. A peer that is a workload also has to allow the connection on its side.
 *
 * @param port name of a container port of the workload, or the number that one has
 * @throws UserError when the workload has no such port, or the environment does not run the peer's stack
 * @throws MissingFact when the cluster was not told where the peer is
 */
export function allowFrom(workload: Workload, peer: Peer, port: string | number): void {
  const subject = subjectOf(workload);
  const ports = [...workload.ports.values()];
  const meant = ports.filter(({ name, number }) => port === name || port === number);
  if (meant.length === 0) {
    const known = ports.map(({ name, number }) => `${name} (${number})`).join(', ') || 'none';
    const names = ports.map(({ name }) => name);
    throw new UserError({
      subject,
      message: `no container has port ${JSON.stringify(port)}${didYouMean(String(port), names)}; its ports are: ${known}`,
    });
  }
  policyOf(workload, 'from', peer).open(meant.map(({ number, protocol }) => ({ port: number, protocol })));
}

/**
 * Lets a workload connect to a peer. A peer that is a workload also has to allow the connection on its side.
 *
 * @param port the port the peer's pods listen on, not the port of its Service: policies apply after the Service's
 *   address is translated. Left out for the API server, whose port is a fact.
 * @throws UserError when the port is missing or none, or the environment does not run the peer's stack
 * @throws MissingFact when the cluster was not told where the peer is
 */
export function allowTo(workload: Workload, peer: Peer, port?: PeerPort): void {
  policyOf(workload, 'to', peer).open([portOf(workload, peer, port)]);
}

function portOf(workload: Workload, peer: Peer, written: PeerPort | undefined): PolicyPort {
  const subject = subjectOf(workload);
  if (peer.kind === 'apiServer') {
    const { port } = need(workload.chart.facts, 'network.apiServer', `the network policies of ${subject}`);
    if (written === undefined) return { port, protocol: 'TCP' };
    throw new UserError({ subject, message: 'the port of the API server is a fact of the cluster; leave it out' });
  }
  const port: PolicyPort | undefined = typeof written === 'number' ? { port: written, protocol: 'TCP' } : written;
  if (port === undefined) {
    throw new UserError({ subject, message: `allowTo needs the port that the peer listens on; say which` });
  }
  if (!Number.isInteger(port.port) || port.port < 1 || port.port > 65535) {
    throw new UserError({ subject, message: `${port.port} is no port; use a whole number from 1 to 65535` });
  }
  return port;
}

/** The policy for a peer in one direction: made with the first port, and given each further one. */
function policyOf(workload: Workload, direction: Direction, peer: Peer): PeerPolicy {
  const name = policyName(workload.name, direction, peer);
  const existing = workload.node.tryFindChild(name);
  return existing instanceof PeerPolicy ? existing : new PeerPolicy(workload, name, direction, peer);
}

interface PolicyPort {
  readonly port: number;
  readonly protocol: Protocol;
}

// no ApiObject itself: `instanceof` holds for every ApiObject, whichever class is asked about
class PeerPolicy extends Construct {
  readonly #ports: PolicyPort[] = [];

  constructor(workload: Workload, name: string, direction: Direction, peer: Peer) {
    super(workload, name);
    const peers = policyPeers(workload.chart, subjectOf(workload), peer);
    const ports = Lazy.any({ produce: () => this.#sortedPorts() });
    new ApiObject(this, 'policy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace: workload.chart.namespace, labels: { ...workload.selectorLabels } },
      spec: {
        podSelector: { matchLabels: { ...workload.selectorLabels } },
        policyTypes: [direction === 'from' ? 'Ingress' : 'Egress'],
        ...(direction === 'from' ? { ingress: [{ from: peers, ports }] } : { egress: [{ to: peers, ports }] }),
      },
    });
  }

  open(ports: readonly PolicyPort[]): void {
    this.#ports.push(...ports);
  }

  #sortedPorts(): PolicyPort[] {
    const distinct = new Map(this.#ports.map(({ port, protocol }) => [`${port}/${protocol}`, { port, protocol }]));
    return [...distinct.values()].sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
  }
}

function subjectOf(workload: Workload): string {
  return `${workload.chart.stack}/${workload.name}`;
}
