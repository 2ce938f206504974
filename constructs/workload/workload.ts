import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { StackChart } from '../../model/chart.ts';

/** A port that a container of a workload listens on. */
export interface WorkloadPort {
  readonly name: string;
  readonly number: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
}

/**
 * What Services, routes, monitors, autoscalers and network policies need to know of a workload, whichever of the five
 * kinds it is. Features take this, so that they do not depend on the classes.
 */
export interface Workload extends IConstruct {
  /** Name of the object, and of what is made for it: its ServiceAccount, Service, PodDisruptionBudget. */
  readonly name: string;
  /** The chart of the stack that it stands in: namespace, facts, images. */
  readonly chart: StackChart;
  /** Labels that select its pods, and no others: `app.kubernetes.io/name` and `app.kubernetes.io/instance`. */
  readonly selectorLabels: Readonly<Record<string, string>>;
  /** The ports of its containers by name, of those added so far. */
  readonly ports: ReadonlyMap<string, WorkloadPort>;
  /** The object that it renders to. */
  readonly object: ApiObject;
}
