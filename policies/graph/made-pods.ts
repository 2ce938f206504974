import type { KubeObject } from '../../model/kube.ts';
import { type ContainerView, containersOf, podOf } from '../pod.ts';
import { operatedLabels } from '../pods/prometheus-operator.ts';
import { at, type Fields, fieldsAt, listAt, numberAt, textAt } from '../read.ts';

/** Pods that an object is, makes, or has made by its operator. */
export interface MadePods {
  readonly object: KubeObject;
  readonly labels: Fields;
  /** The ports that its containers declare, those of init containers left out. */
  readonly ports: readonly PodPort[];
  /** The fields of a pod spec, as far as they are written. */
  readonly spec: Fields;
  /** Where the spec stands in the object: `/spec/template/spec`. */
  readonly pointer: string;
  readonly containers: readonly ContainerView[];
  /** How many there are to be; undefined where nothing says so, as for a DaemonSet. */
  readonly replicas: number | undefined;
  /** Whether they are there to stay. */
  readonly lasting: boolean;
}

export interface PodPort {
  readonly name: string | undefined;
  readonly number: number | undefined;
  readonly protocol: string;
}

/** The pods of an object of a kind; undefined when it has none. */
export function podsOf(kind: string, object: KubeObject): MadePods | undefined {
  const operated = Object.hasOwn(OPERATED, kind) ? OPERATED[kind] : undefined;
  if (operated !== undefined) return operatedPods(object, operated);
  const pod = podOf(object);
  if (pod === undefined || kind === 'PodTemplate') return undefined;
  return {
    object,
    labels: fieldsAt(pod.metadata, 'labels'),
    ports: portsOf(pod.containers),
    spec: pod.spec,
    pointer: `${pod.pointer}/spec`,
    containers: pod.containers,
    replicas: replicasOf(kind, object),
    lasting: !COMPLETING.has(kind) && (kind !== 'Pod' || restarts(pod.spec)),
  };
}

/** Kinds whose pods end when their work is done. */
const COMPLETING: ReadonlySet<string> = new Set(['Job', 'CronJob', 'ScaledJob.keda.sh']);

/** Kinds whose number of pods is set in `spec.replicas`, and served by the `scale` subresource. */
export const SCALABLE: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
  'Rollout.argoproj.io',
]);

/**
 * What the Prometheus operator makes of its custom resources: ports and the headless Service that governs them.
 * https://prometheus-operator.dev/docs/platform/platform-guide/
 */
interface Operated {
  readonly service: string;
  readonly ports: readonly PodPort[];
}

const OPERATED: Readonly<Record<string, Operated>> = {
  'Prometheus.monitoring.coreos.com': {
    service: 'prometheus-operated',
    ports: [tcp(undefined, 9090), tcp('reloader-web', 8080)],
  },
  'PrometheusAgent.monitoring.coreos.com': {
    service: 'prometheus-agent-operated',
    ports: [tcp(undefined, 9090), tcp('reloader-web', 8080)],
  },
  'Alertmanager.monitoring.coreos.com': {
    service: 'alertmanager-operated',
    ports: [
      tcp(undefined, 9093),
      tcp('mesh-tcp', 9094),
      { name: 'mesh-udp', number: 9094, protocol: 'UDP' },
      tcp('reloader-web', 8080),
    ],
  },
  'ThanosRuler.monitoring.coreos.com': {
    service: 'thanos-ruler-operated',
    ports: [tcp(undefined, 10902), tcp('grpc', 10901), tcp('reloader-web', 8080)],
  },
};

export const OPERATED_KINDS: readonly string[] = Object.keys(OPERATED);

/** The Service that an operator makes beside its pods. */
export function operatedService(kind: string): string | undefined {
  return Object.hasOwn(OPERATED, kind) ? OPERATED[kind]?.service : undefined;
}

function operatedPods(object: KubeObject, { ports }: Operated): MadePods {
  const spec = fieldsAt(object, 'spec');
  const containers = containersOf(spec, '/spec');
  const web = textAt(spec, 'portName') ?? 'web';
  const thanos = at(spec, 'thanos') === undefined ? [] : [tcp('http', 10902), tcp('grpc', 10901)];
  return {
    object,
    labels: {
      ...fieldsAt(spec, 'podMetadata', 'labels'),
      ...operatedLabels(object),
      'app.kubernetes.io/version': (textAt(spec, 'version') ?? '').replace(/^v/, ''),
    },
    ports: [
      ...ports
        // with listenLocal nobody outside of the pod reaches it
        .filter((port) => port.name !== undefined || spec.listenLocal !== true)
        .map((port) => ({ ...port, name: port.name ?? web })),
      ...thanos,
      ...portsOf(containers),
    ],
    spec,
    pointer: '/spec',
    containers,
    replicas: numberAt(spec, 'replicas') ?? 1,
    lasting: true,
  };
}

function tcp(name: string | undefined, number: number): PodPort {
  return { name, number, protocol: 'TCP' };
}

function portsOf(containers: readonly ContainerView[]): PodPort[] {
  return containers.flatMap(({ container, role }) =>
    role === 'main' || role === 'sidecar'
      ? listAt(container, 'ports').map((port) => ({
          name: textAt(port, 'name'),
          number: numberAt(port, 'containerPort'),
          protocol: textAt(port, 'protocol') ?? 'TCP',
        }))
      : [],
  );
}

function replicasOf(kind: string, object: KubeObject): number | undefined {
  if (kind === 'Pod') return 1;
  return SCALABLE.has(kind) ? (numberAt(object, 'spec', 'replicas') ?? 1) : undefined;
}

function restarts(spec: Fields): boolean {
  return (spec.restartPolicy ?? 'Always') === 'Always';
}
