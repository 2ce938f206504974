import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { StackChart } from '../../model/chart.ts';
import { LABEL_INSTANCE, LABEL_NAME } from '../../model/kube.ts';
import type { Workload, WorkloadPort } from '../workload/workload.ts';

export interface OperatedPodsProps {
  /** The custom resource that the operator makes them of. */
  readonly object: ApiObject;
  /** The ports that they listen on, by name; a bare number means TCP. Two of one number differ in their protocol. */
  readonly ports: Readonly<Record<string, number | Omit<WorkloadPort, 'name'>>>;
}

/**
 * Pods that an operator makes of a custom resource, as `allowFrom()`, `allowTo()` and `monitor()` take a workload.
 *
 * The operator has to label them as this stack would: `app.kubernetes.io/name` with the construct's id, and
 * `app.kubernetes.io/instance` with the stack's name.
 */
export class OperatedPods extends Construct implements Workload {
  readonly name: string;
  readonly chart: StackChart;
  readonly selectorLabels: Readonly<Record<string, string>>;
  readonly ports: ReadonlyMap<string, WorkloadPort>;
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, { object, ports }: OperatedPodsProps) {
    super(scope, id);
    this.name = id;
    this.chart = StackChart.of(this);
    this.selectorLabels = { [LABEL_NAME]: id, [LABEL_INSTANCE]: this.chart.stack };
    this.ports = new Map(
      Object.entries(ports).map(([name, port]) => [
        name,
        { name, ...(typeof port === 'number' ? { number: port, protocol: 'TCP' } : port) },
      ]),
    );
    this.object = object;
  }
}
