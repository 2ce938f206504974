import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Workload, WorkloadPort } from '../../../constructs/workload/workload.ts';
import type { StackChart } from '../../../model/chart.ts';
import { LABEL_INSTANCE, LABEL_NAME } from '../../../model/kube.ts';

const PORTS: readonly WorkloadPort[] = [
  { name: 'http', number: 9898, protocol: 'TCP' },
  { name: 'metrics', number: 9797, protocol: 'TCP' },
  { name: 'dns-udp', number: 53, protocol: 'UDP' },
  { name: 'dns-tcp', number: 53, protocol: 'TCP' },
];

/** The least that features need of a workload. */
export class TestWorkload extends Construct implements Workload {
  readonly name: string;
  readonly chart: StackChart;
  readonly selectorLabels: Readonly<Record<string, string>>;
  readonly ports: ReadonlyMap<string, WorkloadPort> = new Map(PORTS.map((port) => [port.name, port]));
  readonly object: ApiObject;

  constructor(chart: StackChart, name: string) {
    super(chart, name);
    this.name = name;
    this.chart = chart;
    this.selectorLabels = { [LABEL_NAME]: name, [LABEL_INSTANCE]: chart.stack };
    this.object = new ApiObject(this, 'Resource', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name } });
  }
}
