import type { IProbe } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Probe';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { type Problem, throwIfAny } from '../../model/errors.ts';
import { need } from '../../model/missing-fact.ts';
import { prometheusDuration } from '../../model/z.ts';

export interface ProbeProps {
  /** What is looked at from outside, as the module takes it: URLs for HTTP, `host:port` for TCP. */
  readonly targets: readonly string[];
  /** Name of a module in the prober's own configuration, such as `http_2xx`. */
  readonly module: string;
  /** Address of the blackbox exporter: `host:port`, such as `blackbox.monitoring.svc:9115`. */
  readonly prober: string;
  /**
   * Time between two looks, as Prometheus writes durations: `1m`.
   * @default the interval of the Prometheus that scrapes
   */
  readonly interval?: string;
  /**
   * Labels for the metrics of all targets.
   * @default none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Has Prometheus look at addresses as their users do, through a blackbox exporter. A cluster without the Prometheus
 * operator (fact `capabilities.prometheusOperator`) gets nothing.
 *
 * https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Probe
 *
 * @throws UserError with everything that is wrong with the options
 * @throws MissingFact when the cluster was not told whether the operator runs
 */
export class Probe extends Construct {
  constructor(scope: Construct, id: string, props: ProbeProps) {
    super(scope, id);
    const { facts, stack } = StackChart.of(this);
    throwIfAny(problems(`${stack}/${id}`, props));
    if (!need(facts, 'capabilities.prometheusOperator', `the probe ${stack}/${id}`)) return;

    const { targets, module, prober, interval, labels } = props;
    new ApiObject(this, 'probe', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Probe',
      metadata: { name: id },
      spec: {
        prober: { url: prober },
        module,
        interval,
        targets: { staticConfig: { static: [...targets], ...(labels === undefined ? {} : { labels: { ...labels } }) } },
      },
    } satisfies IProbe);
  }
}

function problems(subject: string, { targets, module, prober, interval }: ProbeProps): Problem[] {
  const messages: string[] = [];
  if (targets.length === 0) messages.push('there are no targets; give one, or drop the probe');
  if (targets.some((target) => target.trim() === '')) messages.push('a target is empty; write its URL or host:port');
  if (module === '') messages.push('module is empty; name one of the prober’s configuration, such as http_2xx');
  if (!/^[^\s/:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/.test(prober)) {
    messages.push(`prober: "${prober}" is no address; write host:port, for example blackbox.monitoring.svc:9115`);
  }
  if (interval !== undefined && !prometheusDuration().safeParse(interval).success) {
    messages.push(`interval: "${interval}" is no duration; write for example 30s, 5m or 1h30m`);
  }
  return messages.map((message) => ({ subject, message }));
}
