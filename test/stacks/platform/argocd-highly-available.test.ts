import { describe, expect, it } from '@jest/globals';
import type { StackChart } from '../../../model/chart.ts';
import type { Facts } from '../../../model/facts.ts';
import { argocdChart, PRODUCTION, patchesOf, STAGING, workloadsOf } from '../../support/argocd-chart.ts';
import { DIGEST, objectOf, objectsOf, type TestObject } from '../../support/stack-chart.ts';

describe('platform/argocd, highly available', () => {
  it('is what production gets, and others only when told to', () => {
    const pathOf = (config: object, facts: Facts) => objectOf(argocdChart(config, facts), 'Application').spec;

    for (const [config, facts] of [
      [{}, PRODUCTION],
      [{ highlyAvailable: true }, STAGING],
    ] as const) {
      expect(pathOf(config, facts)).toHaveProperty('source.path', 'manifests/ha/cluster-install');
    }
    for (const [config, facts] of [
      [{}, STAGING],
      [{ highlyAvailable: false }, PRODUCTION],
    ] as const) {
      expect(pathOf(config, facts)).toHaveProperty('source.path', 'manifests/cluster-install');
    }
  });

  it('has one more policy, and budgets for what runs more than once', () => {
    const added = names(objectsOf(argocdChart({}, PRODUCTION))).filter(
      (name) => !names(objectsOf(argocdChart())).includes(name),
    );

    expect(added).toEqual([
      'argocd/PodDisruptionBudget/argocd-redis-ha',
      'argocd/PodDisruptionBudget/argocd-redis-ha-haproxy',
      'argocd/PodDisruptionBudget/argocd-repo-server',
      'argocd/PodDisruptionBudget/argocd-server',
      'argocd/NetworkPolicy/argocd-haproxy-to-redis',
    ]);
    expect(objectOf(argocdChart({}, PRODUCTION), 'PodDisruptionBudget', 'argocd-redis-ha').spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: { 'app.kubernetes.io/name': 'argocd-redis-ha' } },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
  });

  it('takes the proxy from the lock, too', () => {
    expect(objectOf(argocdChart({}, PRODUCTION), 'Application').spec).toHaveProperty('source.kustomize.images', [
      `quay.io/argoproj/argocd=quay.io/argoproj/argocd:v3.5.3@${DIGEST}`,
      `public.ecr.aws/docker/library/redis=public.ecr.aws/docker/library/redis:8.2.3-alpine@${DIGEST}`,
      `public.ecr.aws/docker/library/haproxy=public.ecr.aws/docker/library/haproxy:3.2-alpine@${DIGEST}`,
    ]);
  });

  it('tells Argo CD where the proxy is, and restarts it for that', () => {
    const chart = argocdChart({}, PRODUCTION);

    expect(objectOf(chart, 'ConfigMap', 'argocd-cmd-params-cm').data).toHaveProperty(
      ['redis.server'],
      'argocd-redis-ha-haproxy:6379',
    );
    const restarted = patchesOf(chart).filter(({ patch }) => patch.includes('parameters.stele.dev/redis.server'));
    expect(restarted.map(({ target }) => target.name)).toEqual([
      'argocd-application-controller',
      'argocd-(applicationset-controller|repo-server|server)',
    ]);
  });

  it('bounds every container of Redis, its sentinel and its proxy', () => {
    const found = workloadsOf(argocdChart({}, PRODUCTION));
    const [, , , , , redis, proxy] = found;

    expect(found.map(({ name }) => name)).toEqual([
      'argocd-application-controller',
      'argocd-repo-server',
      'argocd-server',
      'argocd-applicationset-controller',
      'argocd-notifications-controller',
      'argocd-redis-ha-server',
      'argocd-redis-ha-haproxy',
    ]);
    expect(redis?.spec).toEqual({
      template: {
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: { runAsGroup: 1000 },
          initContainers: [bounded('config-init', '10m', '128Mi', '640Mi')],
          containers: [
            bounded('redis', '50m', '256Mi', '640Mi'),
            bounded('sentinel', '20m', '64Mi', '128Mi'),
            bounded('split-brain-fix', '10m', '64Mi', '128Mi'),
          ],
          volumes: [{ name: 'data', emptyDir: { sizeLimit: '512Mi' } }],
          topologySpreadConstraints: [overZones('argocd-redis-ha')],
        },
      },
    });
    expect(proxy?.spec.template.spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsGroup: 99 },
      initContainers: [
        bounded('secret-init', '10m', '128Mi', '160Mi'),
        bounded('config-init', '10m', '128Mi', '160Mi'),
      ],
      containers: [bounded('haproxy', '50m', '256Mi', '160Mi')],
      volumes: [
        { name: 'data', emptyDir: { sizeLimit: '16Mi' } },
        { name: 'shared-socket', emptyDir: { sizeLimit: '16Mi' } },
        { name: 'api-token' },
      ],
      topologySpreadConstraints: [{ ...overZones('argocd-redis-ha-haproxy'), matchLabelKeys: ['pod-template-hash'] }],
    });
  });

  it('gives of the proxy only the container a token that stores the password', () => {
    const proxy = workloadsOf(argocdChart({}, PRODUCTION)).at(-1)?.spec.template.spec;
    const containers: readonly { readonly name: string; readonly volumeMounts?: object }[] = [
      ...proxy.initContainers,
      ...proxy.containers,
    ];

    expect(containers.filter(({ volumeMounts }) => volumeMounts !== undefined).map(({ name }) => name)).toEqual([
      'secret-init',
    ]);
  });

  it('replaces the proxies one by one, because three nodes have no room for a fourth', () => {
    expect(workloadsOf(argocdChart({}, PRODUCTION)).filter(({ spec }) => spec.strategy !== undefined)).toMatchObject([
      {
        name: 'argocd-redis-ha-haproxy',
        spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } },
      },
    ]);
  });

  it('lets Argo CD reach the proxy, and only Redis and its proxy reach Redis', () => {
    const chart = argocdChart({}, PRODUCTION);
    const toRedis = [
      {
        to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'argocd-redis-ha' } } }],
        ports: [
          { port: 6379, protocol: 'TCP' },
          { port: 26379, protocol: 'TCP' },
        ],
      },
    ];

    expect(objectOf(chart, 'NetworkPolicy', 'argocd-to-redis').spec).toHaveProperty('egress', [
      {
        to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'argocd-redis-ha-haproxy' } } }],
        ports: [{ port: 6379, protocol: 'TCP' }],
      },
    ]);
    expect(objectOf(chart, 'NetworkPolicy', 'argocd-haproxy-to-redis').spec).toEqual({
      podSelector: {
        matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: ['argocd-redis-ha-haproxy'] }],
      },
      policyTypes: ['Egress'],
      egress: toRedis,
    });
    // upstream's own policy also lets Redis ask any DNS server
    const own = patchesOf(chart).find(({ target }) => target.kind === 'NetworkPolicy');
    expect(own?.target.name).toBe('argocd-redis-ha-server-network-policy');
    expect(JSON.parse(own?.patch ?? '').spec).toEqual({ egress: toRedis });
  });

  it('has the proxy scraped, and says when no Redis takes writes', () => {
    const chart = argocdChart({}, PRODUCTION);

    expect(objectOf(chart, 'ServiceMonitor').spec).toMatchObject({
      selector: { matchExpressions: [{ values: expect.arrayContaining(['argocd-redis-ha-haproxy']) }] },
      endpoints: [
        { port: 'metrics', path: '/metrics' },
        { port: 'http-exporter-port', path: '/metrics' },
      ],
    });
    expect(alertsOf(chart)).toContain('ArgoCdRedisWithoutPrimary');
    expect(alertsOf(argocdChart())).not.toContain('ArgoCdRedisWithoutPrimary');
  });
});

function bounded(name: string, cpu: string, memory: string, disk: string): object {
  const scarce = { memory, 'ephemeral-storage': disk };
  return { name, imagePullPolicy: 'IfNotPresent', resources: { requests: { cpu, ...scarce }, limits: scarce } };
}

function overZones(name: string): object {
  return {
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
  };
}

function alertsOf(chart: StackChart): readonly (string | undefined)[] {
  const { groups } = objectOf(chart, 'PrometheusRule').spec as {
    readonly groups: readonly { readonly rules: readonly { readonly alert?: string }[] }[];
  };
  return groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
}

function names(objects: readonly TestObject[]): readonly string[] {
  return objects.map(({ kind, metadata }) => `${metadata.namespace}/${kind}/${metadata.name}`);
}
