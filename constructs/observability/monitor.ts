import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import type { ISafeTLSConfig } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/SafeTLSConfig';
import type { IServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { didYouMean, UserError } from '../../model/errors.ts';
import { need } from '../../model/missing-fact.ts';
import { prometheusDuration } from '../../model/z.ts';
import { afterJson } from '../after-json.ts';
import { allowFrom, monitoring } from '../network/index.ts';
import type { Workload, WorkloadPort } from '../workload/workload.ts';
import { servicePortOf } from './service-port.ts';

export interface MonitorOptions {
  /** Name of the container port that serves the metrics. */
  readonly port: string;
  /** @default "/metrics" */
  readonly path?: string;
  /**
   * Time between two scrapes, as Prometheus writes durations: `30s`.
   * @default the interval of the Prometheus that scrapes
   */
  readonly interval?: string;
  /**
   * How to verify the workload; given, metrics are read over HTTPS.
   * @default plain HTTP
   */
  readonly tls?: ISafeTLSConfig;
}

/**
 * Has Prometheus scrape a workload, and lets monitoring connect to the port. Each further call adds an endpoint.
 *
 * Renders a ServiceMonitor when one Service of the workload serves all monitored ports, else a PodMonitor, which
 * scrapes each pod once whatever Services there are. It makes no difference whether the Service comes before or after.
 * A cluster without the Prometheus operator (fact `capabilities.prometheusOperator`) gets nothing.
 *
 * @throws UserError when the workload has no such port, or an option is none
 * @throws MissingFact when the cluster was not told whether the operator runs, or where Prometheus is
 */
export function monitor(workload: Workload, options: MonitorOptions): void {
  const endpoint = checked(workload, options);
  const runs = need(workload.chart.facts, 'capabilities.prometheusOperator', `the monitor of ${subjectOf(workload)}`);
  if (!runs) return;
  allowFrom(workload, monitoring(), options.port);
  const existing = workload.node.tryFindChild('monitor');
  const all = existing instanceof WorkloadMonitor ? existing : new WorkloadMonitor(workload);
  all.add(endpoint);
}

interface MonitoredEndpoint {
  readonly port: WorkloadPort;
  /** The fields that endpoints of Services and of pods have in common. */
  readonly fields: {
    readonly path: string;
    readonly interval?: string;
    readonly scheme?: 'https';
    readonly tlsConfig?: ISafeTLSConfig;
  };
}

function checked(
  workload: Workload,
  { port: name, path = '/metrics', interval, tls }: MonitorOptions,
): MonitoredEndpoint {
  const subject = subjectOf(workload);
  const port = workload.ports.get(name);
  if (port === undefined) {
    const known = [...workload.ports.keys()];
    throw new UserError({
      subject,
      message: `monitor: no container has port "${name}"${didYouMean(name, known)}; its ports are: ${known.join(', ') || 'none'}`,
    });
  }
  if (port.protocol !== 'TCP') {
    throw new UserError({ subject, message: `monitor: port "${name}" is ${port.protocol}; metrics are read over TCP` });
  }
  if (!path.startsWith('/')) {
    throw new UserError({ subject, message: `monitor: path "${path}" is relative; begin it with "/"` });
  }
  if (interval !== undefined && !prometheusDuration().safeParse(interval).success) {
    throw new UserError({
      subject,
      message: `monitor: interval "${interval}" is no duration; write for example 30s, 5m or 1h30m`,
    });
  }
  const secured = tls === undefined ? {} : ({ scheme: 'https', tlsConfig: tls } as const);
  return { port, fields: { path, ...(interval === undefined ? {} : { interval }), ...secured } };
}

class WorkloadMonitor extends Construct {
  readonly #workload: Workload;
  readonly #endpoints: MonitoredEndpoint[] = [];

  constructor(workload: Workload) {
    super(workload, 'monitor');
    this.#workload = workload;
    const { name, selectorLabels, chart } = workload;
    const monitor = new ApiObject(this, 'monitor', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name, namespace: chart.namespace, labels: { ...selectorLabels } },
    });
    // the Service may be made after this, so the kind is decided when everything is there
    afterJson(monitor, (json) => Object.assign(json, this.#kindAndSpec()));
  }

  add(endpoint: MonitoredEndpoint): void {
    const { port, fields } = endpoint;
    if (this.#endpoints.some((other) => other.port.name === port.name && other.fields.path === fields.path)) {
      throw new UserError({
        subject: subjectOf(this.#workload),
        message: `monitor: port "${port.name}" is scraped at ${fields.path} already; drop one of the two`,
      });
    }
    this.#endpoints.push(endpoint);
  }

  #kindAndSpec(): { kind: string; spec: object } {
    const common = {
      // the same job in both kinds, so that a query survives a change from one to the other
      jobLabel: 'app.kubernetes.io/name',
      selector: { matchLabels: { ...this.#workload.selectorLabels } },
    };
    const ofService = this.#endpoints.flatMap(({ port, fields }) => {
      const servicePort = servicePortOf(this.#workload, port);
      return servicePort === undefined ? [] : [{ port: servicePort, ...fields }];
    });
    if (ofService.length === this.#endpoints.length) {
      return { kind: 'ServiceMonitor', spec: { ...common, endpoints: ofService } satisfies IServiceMonitor['spec'] };
    }
    const ofPods = this.#endpoints.map(({ port, fields }) => ({ port: port.name, ...fields }));
    return { kind: 'PodMonitor', spec: { ...common, podMetricsEndpoints: ofPods } satisfies IPodMonitor['spec'] };
  }
}

function subjectOf(workload: Workload): string {
  return `${workload.chart.stack}/${workload.name}`;
}
