import type { IAlertmanager } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Alertmanager';
import { ApiObject, allowFrom, allowTo, cidr, monitor, OperatedPods, type StackChart, workload } from 'stele';
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

export interface AlertmanagerOptions {
  readonly image: string;
  readonly replicas: number;
  readonly storage: string;
  readonly storageClass: string;
  readonly receivers: readonly { readonly cidr: string; readonly port: number }[];
}

const NAME = 'alertmanager';
const MESH_PORT = 9094;

/** The Alertmanager that Prometheus sends alerts to. */
export function alertmanager(chart: StackChart, options: AlertmanagerOptions): void {
  const labels = labelsOf(chart, NAME);
  const object = new ApiObject(chart, 'alertmanager-resource', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Alertmanager',
    metadata: { name: chart.stack, labels: { ...labels } },
    spec: {
      ...podSettings(options.replicas, labels),
      image: options.image,
      version: versionOf(options.image),
      serviceAccountName: NAME,
      resources: resources('20m', '128Mi'),
      storage: storage(options.storage, options.storageClass),
      // those of this namespace, for the alerts of all namespaces
      alertmanagerConfigSelector: {},
      alertmanagerConfigMatcherStrategy: { type: 'None' },
    } satisfies IAlertmanager['spec'],
  });
  waiveOperatorsOwn(chart, object);
  serviceAccount(chart, NAME, labels);
  const pods = new OperatedPods(chart, NAME, {
    object,
    ports: {
      web: 9093,
      'reloader-web': 8080,
      'mesh-tcp': MESH_PORT,
      'mesh-udp': { number: MESH_PORT, protocol: 'UDP' },
    },
  });
  allowFrom(pods, workload(chart.stack, 'prometheus'), 'web');
  for (const port of ['web', 'reloader-web']) monitor(pods, { port });
  for (const receiver of options.receivers) allowTo(pods, cidr(receiver.cidr), receiver.port);
  if (options.replicas === 1) return;

  disruptionBudget(chart, NAME, labels);
  // its pods tell each other what they have sent, over both protocols
  const peers = workload(chart.stack, NAME);
  allowFrom(pods, peers, MESH_PORT);
  for (const protocol of ['TCP', 'UDP'] as const) allowTo(pods, peers, { port: MESH_PORT, protocol });
}
