import { k8s, Service } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Identity } from './identity.ts';
import { requireServiceName } from './service-name.ts';
import type { WorkloadPort } from './workload.ts';

/**
 * The Service that gives the pods of a StatefulSet their names in DNS. It also names pods that are not ready: they look
 * for each other before they can be.
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id
 */
export class HeadlessService extends Service {
  readonly #selectorLabels: Readonly<Record<string, string>>;
  #ports: () => Iterable<WorkloadPort> = () => [];

  constructor(scope: Construct, id: string, { subject, name, chart, labels, selectorLabels }: Identity) {
    requireServiceName(subject, name);
    super(scope, id, {
      metadata: { name: `${name}-headless`, namespace: chart.namespace, labels: { ...labels } },
      clusterIP: 'None',
    });
    this.#selectorLabels = selectorLabels;
  }

  /** Serves these ports. Asked for when it is rendered, because containers are added until then. */
  serve(ports: () => Iterable<WorkloadPort>): void {
    this.#ports = ports;
  }

  /**
   * The parent class refuses a Service without ports, which a headless one may be.
   * @internal
   */
  override _toKube(): k8s.ServiceSpec {
    const ports = [...this.#ports()].map(({ name, number, protocol }) => ({
      name,
      port: number,
      targetPort: k8s.IntOrString.fromString(name),
      protocol,
    }));
    return {
      clusterIp: 'None',
      publishNotReadyAddresses: true,
      selector: { ...this.#selectorLabels },
      ...(ports.length === 0 ? {} : { ports }),
    };
  }
}
