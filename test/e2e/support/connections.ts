import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Resource } from '../../../tools/cluster/api-client.ts';
import { binary } from '../../../tools/cluster/cluster.ts';

/** Somebody on the network: pods, or an address outside of the cluster. */
export interface Peer {
  /** How it is called in the table. */
  readonly name: string;
  readonly ip: string;
  /** @default it is not in the cluster */
  readonly pods?: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  /** What it listens on, by name. */
  readonly ports: Readonly<Record<string, { readonly number: number; readonly protocol: 'TCP' | 'UDP' }>>;
}

/** The peers that run what is rendered, one for each workload. */
export function workloadPeers(objects: readonly Resource[]): readonly Peer[] {
  return objects.flatMap(({ kind, spec, metadata }, index) => {
    const template = kind === 'CronJob' ? spec.jobTemplate.spec.template : spec?.template;
    if (template?.spec?.containers === undefined) return [];
    const containers: readonly Container[] = [...template.spec.containers, ...(template.spec.initContainers ?? [])];
    const ports = containers.flatMap(({ ports = [] }) => ports);
    return [
      {
        name: `${metadata.namespace}/${metadata.name}`,
        ip: `10.0.1.${index % 250}`,
        pods: { namespace: metadata.namespace ?? '', labels: template.metadata.labels },
        ports: Object.fromEntries(
          ports.map(({ name, containerPort, protocol = 'TCP' }) => [name, { number: containerPort, protocol }]),
        ),
      },
    ];
  });
}

interface Container {
  readonly ports?: readonly {
    readonly name: string;
    readonly containerPort: number;
    readonly protocol?: 'TCP' | 'UDP';
  }[];
}

/**
 * The connections that NetworkPolicies allow, as `from -> to:port`, in order; an evaluator of its own decides. Between
 * namespaces without policies, all of which is allowed, they are left out.
 * https://github.com/mattfenwick/cyclonus
 */
export function allowedConnections(policies: readonly Resource[], peers: readonly Peer[]): readonly string[] {
  const governed = new Set(policies.map(({ metadata }) => metadata.namespace));
  const isGoverned = ({ pods }: Peer) => pods !== undefined && governed.has(pods.namespace);
  const connections = peers.flatMap((to) =>
    Object.entries(to.ports).flatMap(([port, { number, protocol }]) =>
      peers
        .filter((from) => from !== to && (isGoverned(from) || isGoverned(to)))
        .map((from) => ({
          title: `${from.name} -> ${to.name}:${port}`,
          traffic: {
            Source: traffic(from),
            Destination: traffic(to),
            Protocol: protocol,
            ResolvedPort: number,
            ResolvedPortName: port,
          },
        })),
    ),
  );
  const answers = ask(
    policies,
    connections.map(({ traffic }) => traffic),
  );
  if (answers.length !== connections.length)
    throw new Error(`${answers.length} answers to ${connections.length} questions`);
  return connections
    .filter((_, index) => answers[index])
    .map(({ title }) => title)
    .sort();
}

function traffic({ ip, pods }: Peer): object {
  if (pods === undefined) return { IP: ip };
  const { namespace, labels } = pods;
  const NamespaceLabels = { 'kubernetes.io/metadata.name': namespace };
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
