import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Resource } from '../../../tools/cluster/api-client.ts';
import { binary } from '../../../tools/cluster/cluster.ts';

/** Somebody on the network: pods, or an address outside of the cluster. */
export interface Peer {
  /** How it is called in a connection; no other peer is called so. */
  readonly name: string;
  /** What else it is called in a table. */
  readonly groups: readonly string[];
  readonly ip: string;
  /** @default it is not in the cluster */
  readonly pods?: {
    readonly namespace: string;
    readonly namespaceLabels: Labels;
    readonly labels: Labels;
  };
  /** What it listens on, by name. */
  readonly ports: Readonly<Record<string, { readonly number: number; readonly protocol: 'TCP' | 'UDP' }>>;
}

export type Labels = Readonly<Record<string, string>>;

/** Who may be connected to: for the name or group of a source, destinations as `<name or group>:<port, or *>`. */
export type ConnectionTable = Readonly<Record<string, readonly string[]>>;

/**
 * The connections that NetworkPolicies allow, as `from -> to:port`, in order; an evaluator of its own decides. From a
 * peer to itself means: to another pod of the same workload. Between namespaces without policies, all of which is
 * allowed, they are left out.
 * https://github.com/mattfenwick/cyclonus
 *
 * @param among the connections that are asked about, all by default
 */
export function allowedConnections(
  policies: readonly Resource[],
  peers: readonly Peer[],
  among: (connection: Connection) => boolean = () => true,
): readonly string[] {
  const governed = new Set(policies.map(({ metadata }) => metadata.namespace));
  const isGoverned = ({ pods }: Peer) => pods !== undefined && governed.has(pods.namespace);
  const connections = peers
    .flatMap((to) => peers.flatMap((from) => Object.keys(to.ports).map((port) => connectionOf(from, to, port))))
    .filter(({ from, to }) => (from !== to || from.pods !== undefined) && (isGoverned(from) || isGoverned(to)))
    .filter(among);
  const answers = ask(policies, connections.map(traffic));
  if (answers.length !== connections.length)
    throw new Error(`${answers.length} answers to ${connections.length} questions`);
  return connections
    .filter((_, index) => answers[index])
    .map(({ title }) => title)
    .sort();
}

/** One peer's request to a port of another. */
export interface Connection {
  readonly from: Peer;
  readonly to: Peer;
  /** Name of a port of `to`. */
  readonly port: string;
  /** `from -> to:port` */
  readonly title: string;
}

/** The connections that a table lists, for the peers there are; what names no peer stays as it is written. */
export function listedConnections(table: ConnectionTable, peers: readonly Peer[]): readonly string[] {
  const called = (name: string) => peers.filter((peer) => peer.name === name || peer.groups.includes(name));
  const titles = Object.entries(table).flatMap(([source, destinations]) =>
    destinations.flatMap((destination) => {
      const [, name = '', port = ''] = /^(.+):([^:]+)$/.exec(destination) ?? [];
      const found = called(source).flatMap((from) =>
        called(name).flatMap((to) => portsOf(to, port, name).map((one) => connectionOf(from, to, one).title)),
      );
      return found.length > 0 ? found : [`${source} -> ${destination}`];
    }),
  );
  return [...new Set(titles)].sort();
}

/** Of a group, only some members may have a port. */
function portsOf(peer: Peer, port: string, name: string): readonly string[] {
  if (port === '*') return Object.keys(peer.ports);
  return peer.name === name || Object.hasOwn(peer.ports, port) ? [port] : [];
}

function connectionOf(from: Peer, to: Peer, port: string): Connection {
  return { from, to, port, title: `${from.name} -> ${to.name}:${port}` };
}

function traffic({ from, to, port }: Connection): object {
  const { number, protocol } = to.ports[port] ?? {};
  return {
    Source: endOf(from),
    Destination: endOf(to),
    Protocol: protocol,
    ResolvedPort: number,
    ResolvedPortName: port,
  };
}

function endOf({ ip, pods }: Peer): object {
  if (pods === undefined) return { IP: ip };
  const { namespace, namespaceLabels, labels } = pods;
  const NamespaceLabels = { ...namespaceLabels, 'kubernetes.io/metadata.name': namespace };
  return { IP: ip, Internal: { Namespace: namespace, NamespaceLabels, PodLabels: labels } };
}

function ask(policies: readonly Resource[], traffics: readonly object[]): readonly boolean[] {
  const folder = mkdtempSync(join(tmpdir(), 'stele-policies-'));
  try {
    const policyFolder = join(folder, 'policies');
    mkdirSync(policyFolder);
    policies.forEach((policy, index) => {
      writeFileSync(join(policyFolder, `${index}.yaml`), JSON.stringify(policy));
    });
    const questions = join(folder, 'traffic.json');
    writeFileSync(questions, JSON.stringify(traffics));
    const args = ['analyze', '--mode', 'query-traffic', '--policy-path', policyFolder, '--traffic-path', questions];
    const { status, stdout, stderr } = spawnSync(binary('cyclonus'), args, {
      encoding: 'utf8',
      maxBuffer: 256 * 2 ** 20,
    });
    if (status !== 0) throw new Error(`cyclonus: ${stderr}`);
    return [...stdout.matchAll(/IS ALLOWED\?\s*\|\s*(TRUE|FALSE)/gi)].map(
      (match) => match[1]?.toLowerCase() === 'true',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
