import type { IPrometheus } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Prometheus';
import { ApiObject, allowFrom, allowTo, apiServer, monitor, OperatedPods, type StackChart, workload } from 'stele';
import {
  disruptionBudget,
  labelsOf,
  podSettings,
  resources,
  serviceAccount,
  storage,
  versionOf,
  waiveOperatorsOwn,
} from './pods.ts';

export interface PrometheusOptions {
  readonly image: string;
  readonly replicas: number;
  readonly retention: string;
  readonly storage: string;
  readonly storageClass: string;
  readonly cpu: string;
  readonly memory: string;
  readonly sampleLimit: number;
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly readers: readonly { readonly stack: string; readonly workload: string }[];
}

const NAME = 'prometheus';

/** The Prometheus that scrapes every namespace. */
export function prometheus(chart: StackChart, options: PrometheusOptions): void {
  const labels = labelsOf(chart, NAME);
  const object = new ApiObject(chart, 'prometheus-resource', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name: chart.stack, labels: { ...labels } },
    spec: {
      ...podSettings(options.replicas, labels),
      ...scraping(options),
      ...apiToken(),
      image: options.image,
      version: versionOf(options.image),
      serviceAccountName: NAME,
      resources: resources(options.cpu, options.memory),
      storage: storage(options.storage, options.storageClass),
      retention: options.retention,
      retentionSize: retentionSize(options.storage),
      externalLabels: options.externalLabels,
      alerting: {
        alertmanagers: [{ namespace: chart.namespace, name: 'alertmanager-operated', port: 'web', apiVersion: 'v2' }],
      },
    } satisfies IPrometheus['spec'],
  });
  waiveOperatorsOwn(chart, object);
  serviceAccount(chart, NAME, labels);
  discoveryRole(chart, labels);
  if (options.replicas > 1) disruptionBudget(chart, NAME, labels);

  const pods = new OperatedPods(chart, NAME, { object, ports: { web: 9090, 'reloader-web': 8080 } });
  allowTo(pods, apiServer());
  allowScraping(chart, labels);
  for (const reader of options.readers) allowFrom(pods, workload(reader.stack, reader.workload), 'web');
  for (const port of ['web', 'reloader-web']) monitor(pods, { port });
}

/** What it scrapes, and how much of it. */
function scraping({ sampleLimit }: PrometheusOptions): object {
  return {
    scrapeInterval: '30s',
    evaluationInterval: '30s',
    serviceDiscoveryRole: 'EndpointSlice',
    // an empty selector means all; without one it means none
    ...Object.fromEntries(
      ['serviceMonitor', 'podMonitor', 'probe', 'rule'].flatMap((kind) => [
        [`${kind}Selector`, {}],
        [`${kind}NamespaceSelector`, {}],
      ]),
    ),
    // what a team writes concerns its own namespace: it scrapes no other, claims no other's labels, reads no file here
    ignoreNamespaceSelectors: true,
    overrideHonorLabels: true,
    arbitraryFSAccessThroughSMs: { deny: true },
    // one careless target must not take Prometheus down
    enforcedSampleLimit: sampleLimit,
    enforcedTargetLimit: 1000,
    enforcedLabelLimit: 64,
    enforcedLabelNameLengthLimit: 256,
    enforcedLabelValueLengthLimit: 2048,
    enforcedBodySizeLimit: '64MB',
    enforcedKeepDroppedTargets: 100,
  };
}

/** The token for the API server: it expires within an hour, and the config reloader beside Prometheus does not get it. */
function apiToken(): object {
  const volume = 'api-token';
  return {
    volumes: [
      {
        name: volume,
        projected: {
          sources: [
            { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            {
              downwardAPI: {
                items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
              },
            },
          ],
        },
      },
    ],
    volumeMounts: [{ name: volume, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true }],
  };
}

/** Four fifths of the volume: the write-ahead log and compactions need the rest. */
function retentionSize(size: string): string {
  const unit = size.replace(/^\d+/, '');
  const mebibytes = Number.parseInt(size, 10) * { Mi: 1, Gi: 1024, Ti: 1024 ** 2 }[unit as 'Mi' | 'Gi' | 'Ti'];
  // Prometheus means 1024 kB by MB: https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects
  return `${Math.floor(mebibytes * 0.8)}MB`;
}

/** Lets it find targets, in every namespace. */
function discoveryRole(chart: StackChart, labels: Readonly<Record<string, string>>): void {
  const apiGroup = 'rbac.authorization.k8s.io';
  const name = `${chart.stack}-${NAME}`;
  const verbs = ['get', 'list', 'watch'];
  new ApiObject(chart, 'prometheus-cluster-role', {
    apiVersion: `${apiGroup}/v1`,
    kind: 'ClusterRole',
    metadata: { name, labels: { ...labels } },
    rules: [
      { apiGroups: [''], resources: ['pods', 'services'], verbs },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs },
    ],
  });
  new ApiObject(chart, 'prometheus-cluster-role-binding', {
    apiVersion: `${apiGroup}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name, labels: { ...labels } },
    roleRef: { apiGroup, kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: chart.namespace }],
  });
}

/**
 * Lets it connect to every pod of the cluster, on any TCP port. Which of them answer is decided at the other end: a
 * namespace denies what comes in, and `monitor()` opens the one port that serves metrics. Alertmanager is among them.
 */
function allowScraping(chart: StackChart, labels: Readonly<Record<string, string>>): void {
  new ApiObject(chart, 'prometheus-to-targets', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'prometheus-to-targets', labels: { ...labels } },
    spec: {
      podSelector: { matchLabels: { ...labels } },
      policyTypes: ['Egress'],
      egress: [{ to: [{ namespaceSelector: {} }], ports: [{ protocol: 'TCP' }] }],
    },
  });
}
