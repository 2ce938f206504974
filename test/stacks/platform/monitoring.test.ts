import { describe, expect, test } from '@jest/globals';
import type * as z from '../../../model/z.ts';
import { monitoring } from '../../../stacks/platform/monitoring.ts';
import { DIGEST, objectOf, objectsOf, testChart, testFacts } from '../../support/stack-chart.ts';

const TAGS: Readonly<Record<string, string>> = {
  operator: 'v0.90.1',
  reloader: 'v0.90.1',
  prometheus: 'v3.12.0',
  alertmanager: 'v0.32.1',
};

function rendered(values: z.input<typeof monitoring.stack.config> = {}, tags = TAGS, overlay: object = {}) {
  const { stack } = monitoring;
  const facts = testFacts(overlay);
  const images = Object.fromEntries(
    Object.entries(stack.images).map(([name, repository]) => [name, `${repository}:${tags[name]}@${DIGEST}`]),
  );
  const chart = testChart({
    stack: stack.name,
    team: stack.team,
    namespace: stack.namespace,
    images: Object.values(images),
    facts,
  });
  stack.build({ chart, config: stack.config.parse(values), images, facts });
  return chart;
}

function specOf(kind: string, values: Parameters<typeof rendered>[0] = {}) {
  return objectOf(rendered(values), kind).spec as Record<string, unknown>;
}

describe('the stack platform/monitoring', () => {
  test.each(['Prometheus', 'Alertmanager'])(
    'waives on the pods of %s what the operator does not let anybody say',
    (kind) => {
      const annotations = {
        'stele.dev/waive.require-scratch-limit': expect.stringContaining('(owner: platform, until: '),
      };
      expect(objectOf(rendered(), kind)).toMatchObject({
        metadata: { annotations },
        spec: { podMetadata: { annotations } },
      });
    },
  );

  test.each(['Prometheus', 'Alertmanager'])('bounds what the operator puts beside %s', (kind) => {
    const space = { 'ephemeral-storage': '64Mi' };
    const resources = { requests: space, limits: space };
    expect(specOf(kind)).toMatchObject({
      containers: [{ name: 'config-reloader', livenessProbe: { failureThreshold: 6 }, resources }],
      initContainers: [{ name: 'init-config-reloader', resources }],
    });
  });

  test('takes the custom resource definitions from the commit that its operator was built from', () => {
    expect(objectOf(rendered(), 'Application').spec).toMatchObject({
      source: {
        repoURL: 'https://github.com/prometheus-operator/prometheus-operator',
        path: 'example/prometheus-operator-crd',
        targetRevision: '32d1b3dfa05d070762450efe9624bb2483c782be',
      },
      syncPolicy: { automated: { prune: false } },
    });
  });

  test('refuses an operator whose commit it does not know', () => {
    expect(() => rendered({}, { ...TAGS, operator: 'v9.9.9' })).toThrow(
      'monitoring/monitoring-crds: no commit is known for release "v9.9.9" of the Prometheus operator; add it in stacks/platform/monitoring/crds.ts',
    );
  });

  test.each(['Prometheus', 'Alertmanager'])('runs %s as a user without rights and without a mounted token', (kind) => {
    expect(specOf(kind)).toMatchObject({
      imagePullPolicy: 'IfNotPresent',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        fsGroup: 10001,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
    });
  });

  test('tells the operator the versions that the images have', () => {
    expect([specOf('Prometheus'), specOf('Alertmanager')]).toMatchObject([
      { version: 'v3.12.0', image: `quay.io/prometheus/prometheus:v3.12.0@${DIGEST}` },
      { version: 'v0.32.1', image: `quay.io/prometheus/alertmanager:v0.32.1@${DIGEST}` },
    ]);
  });

  test('pulls the operator’s own images from the mirror of the cluster', () => {
    const chart = rendered({}, TAGS, { registryMirror: { 'quay.io': 'mirror.example.com/quay' } });
    expect(objectOf(chart, 'Prometheus').spec).toMatchObject({
      image: `mirror.example.com/quay/prometheus/prometheus:v3.12.0@${DIGEST}`,
    });
  });

  test('fills four fifths of the volume', () => {
    expect(specOf('Prometheus', { storage: '10Gi' })).toMatchObject({
      retentionSize: '8192MB',
      storage: {
        volumeClaimTemplate: {
          spec: { storageClassName: 'standard', resources: { requests: { storage: '10Gi' } } },
        },
      },
    });
  });

  test('scrapes the monitors of every namespace, within bounds', () => {
    expect(specOf('Prometheus')).toMatchObject({
      serviceMonitorSelector: {},
      serviceMonitorNamespaceSelector: {},
      podMonitorSelector: {},
      podMonitorNamespaceSelector: {},
      probeSelector: {},
      probeNamespaceSelector: {},
      ruleSelector: {},
      ruleNamespaceSelector: {},
      ignoreNamespaceSelectors: true,
      arbitraryFSAccessThroughSMs: { deny: true },
      enforcedSampleLimit: 50_000,
    });
  });

  test('opens to Alertmanager its peers, Prometheus, and the receivers that were named', () => {
    const chart = rendered({ receivers: [{ cidr: '192.0.2.1/32', port: 443 }] });
    const policies = objectsOf(chart)
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map(({ metadata }) => metadata.name)
      .filter((name) => name.startsWith('alertmanager-'));
    expect(policies.toSorted()).toEqual([
      'alertmanager-from-monitoring',
      'alertmanager-from-monitoring.alertmanager',
      'alertmanager-from-monitoring.prometheus',
      'alertmanager-to-cidr-192.0.2.1-32',
      'alertmanager-to-monitoring.alertmanager',
    ]);
  });

  test('lets Prometheus out to every pod, whose own policy decides', () => {
    expect(objectOf(rendered(), 'NetworkPolicy', 'prometheus-to-targets').spec).toEqual({
      podSelector: {
        matchLabels: { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/instance': 'monitoring' },
      },
      policyTypes: ['Egress'],
      egress: [{ to: [{ namespaceSelector: {} }], ports: [{ protocol: 'TCP' }] }],
    });
  });

  test('keeps one pod of two through a drain, and nothing of the kind for one', () => {
    const budgets = (replicas: number) =>
      objectsOf(rendered({ replicas }))
        .filter(({ kind, metadata }) => kind === 'PodDisruptionBudget' && metadata.name !== 'prometheus-operator')
        .map(({ metadata }) => metadata.name);
    expect([budgets(2), budgets(1)]).toEqual([['prometheus', 'alertmanager'], []]);
  });

  test('expects all members of Alertmanager’s cluster', () => {
    const { groups } = specOf('PrometheusRule', { replicas: 3 }) as { groups: { rules: object[] }[] };
    expect(groups[0]?.rules).toContainEqual(
      expect.objectContaining({ expr: 'max_over_time(alertmanager_cluster_members{job="alertmanager"}[5m]) < 3' }),
    );
  });
});
