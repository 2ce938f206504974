import { defineStack, mirrored, need, z } from 'stele';
import { alertmanager } from './monitoring/alertmanager.ts';
import { alerts } from './monitoring/alerts.ts';
import { customResourceDefinitions } from './monitoring/crds.ts';
import { operator } from './monitoring/operator.ts';
import { prometheus } from './monitoring/prometheus.ts';

const volumeSize = z.string().regex(/^\d+(Mi|Gi|Ti)$/, { error: 'is no size of a volume; write for example 20Gi' });

/**
 * The Prometheus operator, one Prometheus that scrapes what `monitor()` says, and one Alertmanager.
 *
 * Alertmanager notifies nobody until an AlertmanagerConfig in namespace `monitoring` says whom; its credentials come
 * from a `SecretReference` beside it. The alert `Watchdog` is always on: whoever is notified learns of a silent
 * Prometheus by missing it.
 */
export const monitoring = defineStack({
  name: 'monitoring',
  team: 'platform',
  images: {
    operator: 'quay.io/prometheus-operator/prometheus-operator',
    reloader: 'quay.io/prometheus-operator/prometheus-config-reloader',
    prometheus: 'quay.io/prometheus/prometheus',
    alertmanager: 'quay.io/prometheus/alertmanager',
  },
  config: z.object({
    replicas: z.int().min(1).default(2).describe('Pods of Prometheus, each with all the data, and of Alertmanager'),
    retention: z.prometheusDuration().default('15d').describe('How long Prometheus keeps samples'),
    storage: volumeSize.default('20Gi').describe('Volume of each Prometheus; 80 % of it is filled'),
    alertStorage: volumeSize.default('1Gi').describe('Volume of each Alertmanager, for silences'),
    cpu: z.quantity().default('250m').describe('CPU that each Prometheus requests'),
    memory: z.quantity().default('1Gi').describe('Memory of each Prometheus'),
    sampleLimit: z.int().min(1).default(50_000).describe('Most samples that one target may serve'),
    externalLabels: z
      .record(z.string(), z.string())
      .default({})
      .describe('Labels that alerts carry outside, beside the environment; for example the cluster'),
    readers: z
      .array(z.object({ stack: z.dnsLabel(), workload: z.dnsLabel() }))
      .default([])
      .describe('Workloads that may query Prometheus'),
    receivers: z
      .array(z.object({ cidr: z.string(), port: z.int() }))
      .default([])
      .describe('Addresses that Alertmanager may send notifications to'),
  }),
  build({ chart, config, images, facts }) {
    const image = (reference: string) => mirrored(reference, facts.registryMirror);
    const storageClass = need(facts, 'capabilities.storageClasses', 'the volumes of stack monitoring').default;

    customResourceDefinitions(chart, images.operator);
    operator(chart, { image: images.operator, reloader: image(images.reloader) });
    prometheus(chart, {
      ...config,
      image: image(images.prometheus),
      storageClass,
      externalLabels: { environment: facts.environment, ...config.externalLabels },
    });
    alertmanager(chart, {
      replicas: config.replicas,
      storage: config.alertStorage,
      receivers: config.receivers,
      image: image(images.alertmanager),
      storageClass,
    });
    alerts(chart, config.replicas);
  },
});
