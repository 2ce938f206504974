import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadProject } from '../../pipeline/index.ts';
import type { Resource } from '../../tools/cluster/api-client.ts';
import {
  allowedConnections,
  type Connection,
  type ConnectionTable,
  listedConnections,
  type Peer,
} from './support/connections.ts';
import { networkPeers } from './support/network-peers.ts';
import { ROOT, readObject, renderedCluster, renderedClusters } from './support/rendered.ts';
import { upstreamObjects } from './support/upstream-objects.ts';

/** Ports that upstream's own policies open to every pod of the cluster. */
const ARGO_CD_METRICS = [
  'argocd/argocd-application-controller:8082',
  'argocd/argocd-applicationset-controller:metrics',
  'argocd/argocd-applicationset-controller:webhook',
  'argocd/argocd-notifications-controller:9001',
  'argocd/argocd-repo-server:8084',
];

/** What applications need to work, beside Argo CD. What is not here is refused. */
const APPLICATIONS: ConnectionTable = {
  'every pod': ['dns:udp', 'dns:tcp'],
  gateway: ['catalog/catalog:http', 'httpd/httpd:http', 'nginx/nginx:http', 'podinfo/podinfo:http'],
  'catalog/catalog': ['redis/redis:redis'],
  'catalog/catalog-migrate': ['redis/redis:redis'],
  'report/report': ['api-server:https'],
  'monitoring/prometheus-operator': ['api-server:https'],
  'monitoring/alertmanager': ['monitoring/alertmanager:mesh-tcp', 'monitoring/alertmanager:mesh-udp'],
  'monitoring/prometheus': [
    'api-server:https',
    'catalog/catalog:metrics',
    'podinfo/podinfo:metrics',
    'monitoring/alertmanager:web',
    'monitoring/alertmanager:reloader',
    'monitoring/prometheus:web',
    'monitoring/prometheus:reloader',
    'monitoring/prometheus-operator:http',
    ...ARGO_CD_METRICS,
    // which ports it may scrape is up to its targets, also to those that no policy protects
    'outside pod:other',
    'argocd/argocd-server:*',
  ],
  // upstream protects it by a login alone
  outside: ['argocd/argocd-server:*'],
};

/** What the components of Argo CD need of each other, by where they find Redis. */
function argoCd(redis: string): ConnectionTable {
  return {
    'argocd/argocd-application-controller': ['api-server:https', redis, 'argocd/argocd-repo-server:8081'],
    'argocd/argocd-applicationset-controller': ['api-server:https', 'argocd/argocd-repo-server:8081'],
    'argocd/argocd-notifications-controller': ['api-server:https', 'argocd/argocd-repo-server:8081'],
    'argocd/argocd-server': ['api-server:https', redis, 'argocd/argocd-repo-server:8081'],
    'argocd/argocd-repo-server': [redis, 'internet:https', 'internet:ssh'],
  };
}

const PLAIN: ConnectionTable = {
  ...argoCd('argocd/argocd-redis:6379'),
  // its init container stores the password in a Secret
  'argocd/argocd-redis': ['api-server:https'],
  'outside pod': ARGO_CD_METRICS,
};

const REDIS_HA = ['argocd/argocd-redis-ha-server:redis', 'argocd/argocd-redis-ha-server:sentinel'];
const PROXY_METRICS = 'argocd/argocd-redis-ha-haproxy:metrics-port';

const HIGHLY_AVAILABLE: ConnectionTable = {
  ...argoCd('argocd/argocd-redis-ha-haproxy:redis'),
  // its init container stores the password in a Secret
  'argocd/argocd-redis-ha-haproxy': ['api-server:https', ...REDIS_HA],
  'argocd/argocd-redis-ha-server': REDIS_HA,
  'outside pod': [...ARGO_CD_METRICS, PROXY_METRICS],
  'monitoring/prometheus': [PROXY_METRICS],
};

/** Who has nothing to connect to on a cluster, though on others. */
const IDLE: Readonly<Record<string, readonly string[]>> = {
  // one Alertmanager has no peer
  'dev-1': ['monitoring/alertmanager'],
  // it does not run there
  'prod-us-1': ['report/report'],
};

const CLUSTERS = renderedClusters().map(({ environment, name }) => [environment, name] as const);

describe.each(CLUSTERS)('the network policies of %s/%s', (environment, name) => {
  it('let through what its applications need, and nothing else', async () => {
    const { policies, peers } = await networkOf(environment, name);

    expect(allowedConnections(policies, peers)).toEqual(required(environment, name, peers));
  });
});

describe('this test would notice that', () => {
  // the cluster with most kinds of peers
  const name = 'prod-us-1';
  let policies: readonly Resource[];
  let peers: readonly Peer[];
  let wanted: ReadonlySet<string>;

  beforeAll(async () => {
    ({ policies, peers } = await networkOf('prod', name));
    wanted = new Set(required('prod', name, peers));
  });

  it('a policy that allows something is missing', () => {
    const needless = policies
      .filter((policy) => !isDenial(policy))
      .filter((policy) => missing(policy, without(policy)).length === 0);

    // Prometheus scrapes the port of Alertmanager that it also sends alerts to: two policies, one connection
    expect(needless.map(title)).toEqual(['monitoring/alertmanager-from-monitoring.prometheus']);
  });

  it('a policy allows everybody, and every port', () => {
    const unnoticed = policies
      .filter((policy) => !isDenial(policy) && !isOpen(policy))
      .filter((policy) => unwanted(policy, [...without(policy), widened(policy)]).length === 0);

    expect(unnoticed.map(title)).toEqual([]);
  });

  it('a namespace no longer denies by default', () => {
    const denials = policies.filter(isDenial);

    expect(denials.length).toBeGreaterThan(0);
    expect(denials.filter((policy) => unwanted(policy, without(policy)).length === 0).map(title)).toEqual([]);
  });

  it('a namespace has one more policy, which allows everything', () => {
    const unnoticed = policies
      .filter(isDenial)
      .filter((policy) => unwanted(policy, [...policies, widened(policy)]).length === 0);

    expect(unnoticed.map(title)).toEqual([]);
  });

  function without(policy: Resource): readonly Resource[] {
    return policies.filter((one) => one !== policy);
  }

  /** What is required in the namespace of a policy, and not allowed when these are the policies. */
  function missing(policy: Resource, changed: readonly Resource[]): readonly string[] {
    const asked: string[] = [];
    const allowed = allowedConnections(changed, peers, (connection) => {
      const isAsked = wanted.has(connection.title) && concerns(connection, policy);
      if (isAsked) asked.push(connection.title);
      return isAsked;
    });
    return asked.filter((connection) => !allowed.includes(connection));
  }

  /** What is allowed between the namespace of a policy and the outside when these are the policies, and not required. */
  function unwanted(policy: Resource, changed: readonly Resource[]): readonly string[] {
    return allowedConnections(
      changed,
      peers,
      (connection) => !wanted.has(connection.title) && concerns(connection, policy) && isCrossing(connection),
    );
  }
});

async function networkOf(
  environment: string,
  name: string,
): Promise<{
  readonly policies: readonly Resource[];
  readonly peers: readonly Peer[];
}> {
  const project = await loadProject(ROOT);
  const clusters = project.environments.flatMap(({ clusters }) => clusters);
  const facts = clusters.find((cluster) => cluster.name === name)?.facts;
  if (facts === undefined) throw new Error(`no environment has a cluster ${name}`);
  const rendered = renderedCluster(environment, name).files.map(readObject);
  const objects = rendered.flatMap((object) =>
    object.kind === 'Application' && object.metadata.name === 'argocd-upstream' ? upstreamObjects(object) : object,
  );
  return { policies: objects.filter(({ kind }) => kind === 'NetworkPolicy'), peers: networkPeers(objects, facts) };
}

function required(environment: string, cluster: string, peers: readonly Peer[]): readonly string[] {
  const idle = IDLE[cluster] ?? [];
  const tables = [APPLICATIONS, environment === 'prod' ? HIGHLY_AVAILABLE : PLAIN];
  const needed = tables.flatMap((table) => {
    const active = Object.entries(table).filter(([source]) => !idle.includes(source));
    return listedConnections(Object.fromEntries(active), peers);
  });
  return [...new Set(needed)].toSorted();
}

function isDenial({ metadata }: Resource): boolean {
  return metadata.name === 'default-deny';
}

function concerns({ from, to }: Connection, { metadata }: Resource): boolean {
  return [from, to].some(({ pods }) => pods?.namespace === metadata.namespace);
}

function isCrossing({ from, to }: Connection): boolean {
  return [from, to].some(({ groups }) => groups.includes('outside'));
}

function title({ metadata }: Resource): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** The policy for the same pods that lets everything through. */
function widened({ spec, ...policy }: Resource): Resource {
  const { podSelector, policyTypes } = spec;
  const rules: readonly string[] = policyTypes;
  return {
    ...policy,
    spec: { podSelector, policyTypes, ...Object.fromEntries(rules.map((type) => [type.toLowerCase(), [{}]])) },
  };
}

/** Whether a policy lets everything through already. */
function isOpen(policy: Resource): boolean {
  return isDeepStrictEqual(policy, widened(policy));
}
