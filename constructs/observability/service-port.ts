import { ApiObject } from 'cdk8s';
import type { Workload, WorkloadPort } from '../workload/workload.ts';

/**
 * The name under which the workload's Service serves a port, or undefined when that cannot be said: there is none, it
 * does not serve the port, or there are two, and a ServiceMonitor for both would scrape each pod twice.
 */
export function servicePortOf(workload: Workload, port: WorkloadPort): string | undefined {
  const services = workload.chart.node
    .findAll()
    .filter((construct) => ApiObject.isApiObject(construct))
    .filter(({ kind }) => kind === 'Service')
    .map((object) => object.toJson() as Service)
    // a ServiceMonitor selects Services by their labels, and these are what it will ask for
    .filter(({ metadata }) => includes(metadata.labels, workload.selectorLabels));
  const [service] = services;
  if (service === undefined || services.length > 1 || !includes(workload.selectorLabels, service.spec.selector)) {
    return undefined;
  }
  return service.spec.ports?.find((served) => {
    const target = served.targetPort ?? served.port;
    return (served.protocol ?? 'TCP') === port.protocol && (target === port.name || target === port.number);
  })?.name;
}

interface Service {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly {
      readonly name?: string;
      readonly port: number;
      readonly targetPort?: string | number;
      readonly protocol?: string;
    }[];
  };
}

function includes(all: Service['spec']['selector'], part: Service['spec']['selector']): boolean {
  return part !== undefined && Object.entries(part).every(([key, value]) => all?.[key] === value);
}
