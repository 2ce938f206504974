import { k8s, Protocol, Service } from 'cdk8s-plus-28';
import { didYouMean, UserError } from '../../model/errors.ts';
import { allowFrom, gateway } from '../network/index.ts';
import { route } from './route.ts';
import { requireServiceName } from './service-name.ts';
import type { Workload, WorkloadPort } from './workload.ts';

export interface ExposeOptions {
  /** Names of the ports to serve. A route leads to the first. */
  readonly port: string | readonly string[];
  /**
   * Host names under which the gateway or the ingress controller serves it, over TLS. `*.example.com` stands for every
   * label in front.
   * @default none: reachable within the cluster, by those whom network policies let
   */
  readonly host?: string | readonly string[];
  /**
   * The beginning of the paths that the route serves.
   * @default "/"
   */
  readonly path?: string;
  /**
   * Name of the route. A workload's second route needs one of its own.
   * @default the workload's name
   */
  readonly route?: string;
}

/**
 * Gives a workload a Service of its name, and with `host` a route from outside: an HTTPRoute or an Ingress, as the cluster
 * routes (fact `capabilities.routing`). The route's port is opened to the gateway and to nobody else.
 *
 * Called again, it adds its ports to the same Service, and its hosts as a further route.
 *
 * @returns the Service, labelled as the pods are, so that monitors find it
 * @throws UserError when a port, a host or the path is not valid, or a route of that name is there already
 * @throws MissingFact when there is a host and the cluster was not told how it routes
 */
export function expose(workload: Workload, options: ExposeOptions): Service {
  requireServiceName(subjectOf(workload), workload.name);
  const [first, ...further] = portsOf(workload, options);
  const child = workload.node.tryFindChild(CHILD);
  const service = child instanceof WorkloadService ? child : new WorkloadService(workload);
  for (const port of [first, ...further]) service.add(port);
  if (options.host !== undefined) {
    route(workload, { port: first, hosts: [options.host].flat(), path: options.path ?? '/', name: options.route });
    allowFrom(workload, gateway(), first.name);
  } else if (options.path !== undefined || options.route !== undefined) {
    throw problem(workload, 'expose: path and route belong to a host; give one, or leave them out');
  }
  return service;
}

const CHILD = 'service';

/** A Service whose ports lead to container ports of the same number, by name. */
class WorkloadService extends Service {
  readonly #ports = new Map<string, WorkloadPort>();
  readonly #selector: Readonly<Record<string, string>>;

  constructor(workload: Workload) {
    super(workload, CHILD, { metadata: { name: workload.name, labels: { ...workload.selectorLabels } } });
    this.#selector = workload.selectorLabels;
  }

  add(port: WorkloadPort): void {
    if (this.#ports.has(port.name)) return;
    this.#ports.set(port.name, port);
    this.bind(port.number, { name: port.name, protocol: Protocol[port.protocol] });
  }

  /**
   * As people write a Service: the parent class knows neither ports by name nor application protocols.
   * @internal
   */
  override _toKube(): k8s.ServiceSpec {
    return {
      type: 'ClusterIP',
      selector: { ...this.#selector },
      ports: [...this.#ports.values()].map(({ name, number, protocol }) => ({
        name,
        port: number,
        targetPort: k8s.IntOrString.fromString(name),
        protocol,
        appProtocol: appProtocol(name),
      })),
    };
  }
}

/**
 * What is spoken on a port whose name says it, alone or before a hyphen.
 * https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol
 */
function appProtocol(name: string): string | undefined {
  const [spoken] = name.split('-', 1);
  switch (spoken) {
    case 'http':
    case 'https':
      return spoken;
    // gRPC without TLS is HTTP/2 with prior knowledge, which a gateway has to be told
    case 'grpc':
    case 'h2c':
      return 'kubernetes.io/h2c';
    default:
      return undefined;
  }
}

function portsOf(workload: Workload, { port }: ExposeOptions): [WorkloadPort, ...WorkloadPort[]] {
  const known = [...workload.ports.keys()];
  const [first, ...further] = [port].flat().map((name) => {
    const found = workload.ports.get(name);
    if (found !== undefined) return found;
    throw problem(
      workload,
      `expose: no container has a port "${name}"${didYouMean(name, known)}; its ports: ${known.join(', ') || 'none'}`,
    );
  });
  if (first === undefined) throw problem(workload, 'expose: port is empty; name at least one');
  return [first, ...further];
}

function problem(workload: Workload, message: string): UserError {
  return new UserError({ subject: subjectOf(workload), message });
}

function subjectOf(workload: Workload): string {
  return `${workload.chart.stack}/${workload.name}`;
}
