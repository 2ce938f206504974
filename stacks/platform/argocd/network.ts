import { ApiObject, need, type StackChart } from 'stele';

export interface Addresses {
  readonly cidr: string;
  readonly except: readonly string[];
  readonly ports: readonly number[];
}

export interface EgressOptions {
  readonly git: readonly Addresses[];
  readonly clusters: readonly Addresses[];
  readonly highlyAvailable: boolean;
}

const CONTROLLER = 'argocd-application-controller';
const APPLICATION_SETS = 'argocd-applicationset-controller';
const NOTIFICATIONS = 'argocd-notifications-controller';
const REPO_SERVER = 'argocd-repo-server';
const SERVER = 'argocd-server';
const REDIS = 'argocd-redis';
const HAPROXY = 'argocd-redis-ha-haproxy';
const REDIS_HA = 'argocd-redis-ha';

/** Where Redis and its proxy find Redis and its sentinels. */
export const REDIS_HA_EGRESS: readonly object[] = [pods(REDIS_HA, 6379, 26379)];

/**
 * What upstream's pods may connect to: upstream brings policies for what may connect to them, and the namespace denies
 * the rest both ways.
 */
export function egressPolicies(chart: StackChart, { git, clusters, highlyAvailable }: EgressOptions): void {
  const { cidrs, port } = need(chart.facts, 'network.apiServer', 'the network policies of stack argocd');
  const redis = highlyAvailable ? HAPROXY : REDIS;
  // an init container beside Redis stores its password in a Secret
  egress(
    chart,
    'argocd-to-api-server',
    [CONTROLLER, APPLICATION_SETS, NOTIFICATIONS, SERVER, redis],
    [{ to: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [{ port, protocol: 'TCP' }] }],
  );
  egress(
    chart,
    'argocd-to-repo-server',
    [CONTROLLER, APPLICATION_SETS, NOTIFICATIONS, SERVER],
    [pods(REPO_SERVER, 8081)],
  );
  egress(chart, 'argocd-to-redis', [CONTROLLER, REPO_SERVER, SERVER], [pods(redis, 6379)]);
  if (highlyAvailable) egress(chart, 'argocd-haproxy-to-redis', [HAPROXY], REDIS_HA_EGRESS);
  if (git.length > 0) egress(chart, 'argocd-to-git', [REPO_SERVER], git.map(addresses));
  if (clusters.length > 0) egress(chart, 'argocd-to-clusters', [CONTROLLER, SERVER], clusters.map(addresses));
}

function egress(chart: StackChart, name: string, from: readonly string[], rules: readonly object[]): void {
  new ApiObject(chart, name, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name },
    spec: {
      podSelector: { matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: from }] },
      policyTypes: ['Egress'],
      egress: rules,
    },
  });
}

function pods(name: string, ...ports: readonly number[]): object {
  return {
    to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } }],
    ports: ports.map((port) => ({ port, protocol: 'TCP' })),
  };
}

function addresses({ cidr, except, ports }: Addresses): object {
  return {
    to: [{ ipBlock: { cidr, ...(except.length > 0 ? { except } : {}) } }],
    ports: ports.map((port) => ({ port, protocol: 'TCP' })),
  };
}
