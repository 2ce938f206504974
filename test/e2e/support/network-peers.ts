import type { Facts, NetworkPeer } from '../../../model/facts.ts';
import type { Resource } from '../../../tools/cluster/api-client.ts';
import type { Labels, Peer } from './connections.ts';

/** A port that nobody declares: a policy that forgets to name ports lets it through. */
const UNDECLARED = { other: { number: 65_000, protocol: 'TCP' } } as const;

const STRANGER = 'stranger';

/**
 * Everybody on the network of a cluster. The groups are `every pod` (of a namespace that Stele renders), `outside pod`,
 * `outside` (pods or not), and what the facts call `gateway`, `dns` and `api-server`.
 */
export function networkPeers(objects: readonly Resource[], facts: Facts): readonly Peer[] {
  const namespaces = new Map(
    objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
  );
  const services = objects.filter(({ kind, spec }) => kind === 'Service' && spec.selector !== undefined);
  const ours = objects
    .flatMap((object, index) => workload(object, `10.244.1.${index % 250}`, namespaces) ?? [])
    .map((peer) => ({ ...peer, ports: { ...servedPorts(peer, services), ...peer.ports } }));
  // with the labels of somebody who is let in, in a namespace that is not his
  const impostors = ours.map(({ name, pods }) => ({
    ...outside(`${STRANGER}/as-${name.replace('/', '-')}`, { namespace: STRANGER, labels: pods?.labels ?? {} }),
    ports: {},
  }));
  // in the namespace of a workload, with none of its labels
  const guests = [...namespaces].map(([namespace, namespaceLabels]) => ({
    name: `${namespace}/${STRANGER}`,
    groups: ['every pod'],
    ip: '10.244.2.1',
    pods: { namespace, namespaceLabels, labels: {} },
    ports: UNDECLARED,
  }));
  return [...ours, ...impostors, ...guests, ...surroundings(facts)];
}

function surroundings({ network }: Facts): readonly Peer[] {
  const { dns, apiServer, gateway = [], loadBalancers = [] } = network;
  const https = { https: { number: apiServer?.port ?? 443, protocol: 'TCP' } } as const;
  const dnsPorts = Object.fromEntries(
    (dns?.ports ?? []).map(({ port, protocol }) => [protocol.toLowerCase(), { number: port, protocol }]),
  ) as Peer['ports'];
  return [
    ...gateway.flatMap((peer, index) => fromFact('gateway', index, peer)),
    ...loadBalancers.flatMap((peer, index) => fromFact('load-balancer', index, peer)),
    ...(dns?.peers ?? []).flatMap((peer, index) => fromFact('dns', index, peer, dnsPorts)),
    ...(apiServer?.cidrs ?? []).flatMap((cidr, index) => fromFact('api-server', index, { cidr }, https)),
    outside(STRANGER, { namespace: STRANGER, labels: {} }),
    {
      name: 'internet',
      groups: ['outside'],
      ip: '203.0.113.7',
      ports: {
        https: { number: 443, protocol: 'TCP' },
        ssh: { number: 22, protocol: 'TCP' },
        dns: { number: 53, protocol: 'UDP' },
        ...UNDECLARED,
      },
    },
    {
      name: 'private-network',
      groups: ['outside'],
      ip: '10.99.0.7',
      ports: { https: { number: 443, protocol: 'TCP' }, ...UNDECLARED },
    },
  ];
}

/** Whom a fact means, and, where it means some pods of a namespace, another pod of that namespace. */
function fromFact(group: string, index: number, peer: NetworkPeer, ports: Peer['ports'] = {}): readonly Peer[] {
  const name = `${group}-${index}`;
  if ('cidr' in peer) {
    const [ip = ''] = peer.cidr.split('/');
    return [{ name, groups: [group, 'outside'], ip, ports: { ...ports, ...UNDECLARED } }];
  }
  const { namespace, pods } = peer;
  const meant = outside(name, { namespace, labels: pods ?? {} }, ports, [group]);
  return pods === undefined ? [meant] : [meant, outside(`beside-${name}`, { namespace, labels: {} })];
}

function outside(
  name: string,
  pods: { readonly namespace: string; readonly labels: Labels },
  ports: Peer['ports'] = {},
  groups: readonly string[] = [],
): Peer {
  return {
    name,
    groups: [...groups, 'outside pod', 'outside'],
    ip: '10.244.3.1',
    pods: { ...pods, namespaceLabels: {} },
    ports: { ...ports, ...UNDECLARED },
  };
}

function workload(object: Resource, ip: string, namespaces: ReadonlyMap<string, Labels>): Peer | undefined {
  const { metadata } = object;
  const pods = operatedPods(object) ?? renderedPods(object);
  if (pods === undefined) return undefined;
  const namespace = metadata.namespace ?? '';
  return {
    name: `${namespace}/${pods.name}`,
    groups: ['every pod'],
    ip,
    pods: { namespace, namespaceLabels: namespaces.get(namespace) ?? {}, labels: pods.labels },
    ports: { ...pods.ports, ...UNDECLARED },
  };
}

/** Ports that only a Service knows of: containers need not declare theirs. */
function servedPorts({ pods, ports }: Peer, services: readonly Resource[]): Peer['ports'] {
  const declared = new Set(Object.values(ports).map(({ number }) => number));
  const targets = services
    .filter(({ metadata }) => metadata.namespace === pods?.namespace)
    .filter(({ spec }) => Object.entries(spec.selector).every(([label, value]) => pods?.labels[label] === value))
    .flatMap(({ spec }) => spec.ports as readonly { readonly port: number; readonly targetPort?: number | string }[])
    .map(({ port, targetPort = port }) => targetPort)
    .filter((target) => typeof target === 'number' && !declared.has(target));
  return Object.fromEntries(targets.map((target) => [target, { number: Number(target), protocol: 'TCP' }]));
}

interface Pods {
  readonly name: string;
  readonly labels: Labels;
  readonly ports: Peer['ports'];
}

function renderedPods({ kind, spec, metadata }: Resource): Pods | undefined {
  const template = kind === 'CronJob' ? spec.jobTemplate.spec.template : spec?.template;
  if (template?.spec?.containers === undefined) return undefined;
  const containers: readonly Container[] = [...template.spec.containers, ...(template.spec.initContainers ?? [])];
  const ports = containers
    .flatMap(({ ports = [] }) => ports)
    .map(({ name, containerPort, protocol = 'TCP' }) => [
      name ?? String(containerPort),
      { number: containerPort, protocol },
    ]);
  return { name: metadata.name, labels: template.metadata.labels, ports: Object.fromEntries(ports) };
}

interface Container {
  readonly ports?: readonly {
    readonly name?: string;
    readonly containerPort: number;
    readonly protocol?: 'TCP' | 'UDP';
  }[];
}

const RELOADER = { reloader: { number: 8080, protocol: 'TCP' } } as const;

const OPERATED: Readonly<Record<string, { readonly name: string; readonly ports: Peer['ports'] }>> = {
  Prometheus: { name: 'prometheus', ports: { web: { number: 9090, protocol: 'TCP' }, ...RELOADER } },
  Alertmanager: {
    name: 'alertmanager',
    ports: {
      web: { number: 9093, protocol: 'TCP' },
      'mesh-tcp': { number: 9094, protocol: 'TCP' },
      'mesh-udp': { number: 9094, protocol: 'UDP' },
      ...RELOADER,
    },
  },
};

/**
 * The pods that the Prometheus operator makes of an object.
 * https://github.com/prometheus-operator/prometheus-operator/tree/v0.90.1/pkg
 */
function operatedPods({ kind, metadata, spec }: Resource): Pods | undefined {
  const operated = OPERATED[kind];
  if (operated === undefined) return undefined;
  const labels = {
    ...spec.podMetadata?.labels,
    'app.kubernetes.io/name': operated.name,
    'app.kubernetes.io/instance': metadata.name,
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    [operated.name]: metadata.name,
  };
  return { ...operated, labels };
}
