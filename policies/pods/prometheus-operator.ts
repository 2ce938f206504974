import type { KubeObject } from '../../model/kube.ts';
import { type Fields, fieldsAt, isFields, listAt, numberAt, textAt } from '../read.ts';
import { POD_METADATA_ANNOTATIONS } from './annotation-places.ts';
import type { MadeWorkload } from './made-workload.ts';
import { mergeContainers } from './merge-containers.ts';
import {
  configReloader,
  given,
  imageOf,
  mainContainer,
  noteOrigins,
  type OperatedContainer,
  portNameOf,
  thanosSidecar,
  withMemoryRequest,
} from './operated-containers.ts';
import { Origins } from './origins.ts';
import type { ReloaderSettings } from './reloader-settings.ts';

/**
 * The StatefulSet of a Prometheus, or the StatefulSet or DaemonSet of a PrometheusAgent.
 * https://github.com/prometheus-operator/prometheus-operator/blob/v0.90.1/pkg/prometheus/server/statefulset.go
 */
export function prometheusWorkload(object: KubeObject, reloader: ReloaderSettings | undefined): MadeWorkload {
  const spec = fieldsAt(object, 'spec');
  const agent = object.kind === 'PrometheusAgent';
  const daemon = agent && spec.mode === 'DaemonSet';
  const version = textAt(spec, 'version');
  const main = mainContainer(spec, {
    name: 'prometheus',
    image: imageOf(spec, 'quay.io/prometheus/prometheus', withLetter(version ?? 'v3.10.0')),
    port: 9090,
    resources: fieldsAt(spec, 'resources'),
    probes: {
      startupProbe: probe(spec, 9090, '/-/ready', { periodSeconds: 15, failureThreshold: 60 }),
      readinessProbe: probe(spec, 9090, '/-/ready', { periodSeconds: 5, failureThreshold: 3 }),
      livenessProbe: probe(spec, 9090, '/-/healthy', { periodSeconds: 5, failureThreshold: 6 }),
    },
  });
  const thanos = !agent && isFields(spec.thanos) ? spec.thanos : undefined;
  const logFiles = agent ? ['scrapeFailureLogFile'] : ['scrapeFailureLogFile', 'queryLogFile'];
  return workload(object, {
    kind: daemon ? 'DaemonSet' : 'StatefulSet',
    name: `${agent ? 'prom-agent' : 'prometheus'}-${nameOf(object)}`,
    containers: [
      main,
      configReloader(spec, reloader, main, false),
      ...(thanos === undefined
        ? []
        : [thanosSidecar(spec, imageOf(thanos, 'quay.io/thanos/thanos', textAt(thanos, 'version') ?? THANOS))]),
    ],
    initContainers: [configReloader(spec, reloader, main, true)],
    volumes: [
      CONFIG_OUT,
      // a file without a folder is written to a volume of the operator's, one for both
      ...logFiles
        .filter((field) => /^[^/]+$/.test(textAt(spec, field) ?? ''))
        .slice(0, 1)
        .map((field) => ({ volume: { name: 'log-file', emptyDir: {} }, from: `/spec/${field}`, whole: true })),
      ...(daemon ? [] : storageVolumes(spec, 'db')),
    ],
    said: ['automountServiceAccountToken', 'hostNetwork'],
    more: { shareProcessNamespace: spec.reloadStrategy === 'ProcessSignal' },
  });
}

/** https://github.com/prometheus-operator/prometheus-operator/blob/v0.90.1/pkg/alertmanager/statefulset.go */
export function alertmanagerWorkload(object: KubeObject, reloader: ReloaderSettings | undefined): MadeWorkload {
  const spec = fieldsAt(object, 'spec');
  const local = spec.listenLocal === true;
  const main = mainContainer(spec, {
    name: 'alertmanager',
    image: imageOf(spec, 'quay.io/prometheus/alertmanager', textAt(spec, 'version') ?? 'v0.31.1'),
    port: 9093,
    ports: [
      { name: 'mesh-tcp', containerPort: 9094, protocol: 'TCP' },
      { name: 'mesh-udp', containerPort: 9094, protocol: 'UDP' },
    ],
    resources: withMemoryRequest(fieldsAt(spec, 'resources')),
    probes: local
      ? {}
      : {
          readinessProbe: probe(spec, 9093, '/-/ready', { periodSeconds: 5, failureThreshold: 10 }),
          livenessProbe: probe(spec, 9093, '/-/healthy', { failureThreshold: 10 }),
        },
  });
  return workload(object, {
    kind: 'StatefulSet',
    name: `alertmanager-${nameOf(object)}`,
    containers: [main, configReloader(spec, reloader, main, false)],
    initContainers: [configReloader(spec, reloader, main, true)],
    volumes: [CONFIG_OUT, ...storageVolumes(spec, 'db')],
    said: ['automountServiceAccountToken', 'hostNetwork'],
    more: {},
  });
}

/**
 * It has no sidecar before there are rules for it, and is judged as if there were.
 * https://github.com/prometheus-operator/prometheus-operator/blob/v0.90.1/pkg/thanos/statefulset.go
 */
export function thanosRulerWorkload(object: KubeObject, reloader: ReloaderSettings | undefined): MadeWorkload {
  const spec = fieldsAt(object, 'spec');
  const main = mainContainer(spec, {
    name: 'thanos-ruler',
    image: imageOf({ image: spec.image }, 'quay.io/thanos/thanos', textAt(spec, 'version') ?? THANOS),
    port: 10902,
    ports: [{ name: 'grpc', containerPort: 10901, protocol: 'TCP' }],
    resources: withMemoryRequest(fieldsAt(spec, 'resources')),
    probes: {},
  });
  return workload(object, {
    kind: 'StatefulSet',
    name: `thanos-ruler-${nameOf(object)}`,
    // it is told no pull policy
    containers: [main, configReloader({ ...spec, imagePullPolicy: undefined }, reloader, main, false)],
    initContainers: [],
    volumes: storageVolumes(spec, 'data'),
    said: [],
    more: {},
  });
}

const THANOS = 'v0.41.0';

interface OperatedVolume {
  readonly volume: Fields;
  /** Where it comes from; `whole` when nothing of it is written there. */
  readonly from: string;
  readonly whole: boolean;
}

/** Generated configuration, in memory, without a limit. */
const CONFIG_OUT: OperatedVolume = {
  volume: { name: 'config-out', emptyDir: { medium: 'Memory' } },
  from: '/spec',
  whole: true,
};

interface Operated {
  readonly kind: 'StatefulSet' | 'DaemonSet';
  readonly name: string;
  readonly containers: readonly OperatedContainer[];
  readonly initContainers: readonly OperatedContainer[];
  readonly volumes: readonly OperatedVolume[];
  /** Fields of the pod that this kind says by the same name, and others do not. */
  readonly said: readonly string[];
  /** Fields of the pod that it says by another name. */
  readonly more: Fields;
}

/** The fields of the pod that the custom resource says by the same name. */
const SAME = [
  'affinity',
  'dnsConfig',
  'dnsPolicy',
  'enableServiceLinks',
  'hostAliases',
  'hostUsers',
  'imagePullSecrets',
  'nodeSelector',
  'priorityClassName',
  'schedulerName',
  'securityContext',
  'serviceAccountName',
  'terminationGracePeriodSeconds',
  'tolerations',
  'topologySpreadConstraints',
];

const POD = '/spec/template/spec';

/**
 * The StatefulSet or DaemonSet. Volumes of Secrets and ConfigMaps, and what is mounted where, are left out: rules say
 * nothing of them.
 */
function workload(object: KubeObject, made: Operated): MadeWorkload {
  const spec = fieldsAt(object, 'spec');
  const origins = new Origins();
  origins.own('', '/spec');
  origins.copy('/metadata', '/metadata');
  for (const field of ['replicas', 'updateStrategy']) origins.copy(`/spec/${field}`, `/spec/${field}`);
  origins.copy('/spec/template/metadata', '/spec/podMetadata');
  // what the custom resource does not say is said there
  const said = [...SAME, ...made.said];
  for (const field of said) origins.copy(`${POD}/${field}`, `/spec/${field}`);
  origins.copy(`${POD}/shareProcessNamespace`, '/spec/reloadStrategy');

  const volumes = [...made.volumes, ...writtenVolumes(spec)];
  for (const [index, { from, whole }] of volumes.entries()) {
    if (whole) origins.own(`${POD}/volumes/${index}`, from);
    else origins.copy(`${POD}/volumes/${index}`, from);
  }
  const labels = operatedLabels(object);
  const containers = (list: 'containers' | 'initContainers') => {
    noteOrigins(made[list], `${POD}/${list}`, origins);
    const base = made[list].map(({ container }) => container);
    const patches = listAt(spec, list);
    return mergeContainers({ base, patches, made: `${POD}/${list}`, written: `/spec/${list}`, origins });
  };
  return {
    object: {
      apiVersion: 'apps/v1',
      kind: made.kind,
      metadata: {
        ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
        name: made.name,
        labels: { ...object.metadata.labels, ...labels },
      },
      spec: {
        ...(made.kind === 'DaemonSet' ? {} : { replicas: numberAt(spec, 'replicas') ?? 1 }),
        updateStrategy: spec.updateStrategy ?? { type: 'RollingUpdate' },
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels: { ...fieldsAt(spec, 'podMetadata', 'labels'), ...labels },
            annotations: fieldsAt(spec, 'podMetadata', 'annotations'),
          },
          spec: given({
            ...Object.fromEntries(said.map((field) => [field, spec[field]])),
            ...made.more,
            topologySpreadConstraints: spread(spec, labels),
            containers: containers('containers'),
            initContainers: containers('initContainers'),
            volumes: volumes.map(({ volume }) => volume),
          }),
        },
      },
    },
    origins,
    annotations: POD_METADATA_ANNOTATIONS,
  };
}

/** The labels that the operator gives the pods of a custom resource, whatever `podMetadata` says. */
export function operatedLabels(object: KubeObject): Readonly<Record<string, string>> {
  const { kind } = object;
  const app = kind.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  const name = nameOf(object);
  return {
    'app.kubernetes.io/name': app,
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    ...(kind === 'PrometheusAgent' ? {} : { [app]: name }),
    ...(kind.startsWith('Prometheus') ? { 'operator.prometheus.io/name': name } : {}),
  };
}

function nameOf(object: KubeObject): string {
  return textAt(object, 'metadata', 'name') ?? '';
}

function storageVolumes(spec: Fields, suffix: string): OperatedVolume[] {
  const storage = fieldsAt(spec, 'storage');
  if (spec.storage === undefined || spec.storage === null) {
    return [{ volume: { name: suffix, emptyDir: {} }, from: '/spec/storage', whole: true }];
  }
  const kind = (['emptyDir', 'ephemeral'] as const).find((field) => isFields(storage[field]));
  // a claim is no volume of the pod that is written
  if (kind === undefined) return [];
  return [{ volume: { name: suffix, [kind]: storage[kind] }, from: '/spec/storage', whole: false }];
}

function writtenVolumes(spec: Fields): OperatedVolume[] {
  return listAt(spec, 'volumes').flatMap((volume, index) =>
    isFields(volume) ? [{ volume, from: `/spec/volumes/${index}`, whole: false }] : [],
  );
}

/** Terms may be given the labels of the pods by an option of the operator's own. */
function spread(spec: Fields, labels: Readonly<Record<string, string>>): unknown {
  if (spec.topologySpreadConstraints === undefined) return undefined;
  return listAt(spec, 'topologySpreadConstraints').map((term) => {
    if (!isFields(term) || term.additionalLabelSelectors === undefined) return term;
    const { additionalLabelSelectors: _, ...rest } = term;
    const matchLabels = { ...fieldsAt(term, 'labelSelector', 'matchLabels'), ...labels };
    return { ...rest, labelSelector: { ...fieldsAt(term, 'labelSelector'), matchLabels } };
  });
}

function probe(spec: Fields, port: number, path: string, patience: Fields): Fields {
  const handler =
    spec.listenLocal === true
      ? { exec: { command: ['sh', '-c', `http://localhost:${port}${path}`] } }
      : { httpGet: { path, port: portNameOf(spec) } };
  return { ...handler, timeoutSeconds: 3, ...patience };
}

/** The operator's versions of Prometheus begin with a letter, with or without it in the custom resource. */
function withLetter(version: string): string {
  return `v${version.replace(/^v/, '')}`;
}
