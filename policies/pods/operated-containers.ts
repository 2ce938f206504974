import { at, type Fields, fieldsAt, isFields, listAt, textAt } from '../read.ts';
import type { Origins } from './origins.ts';
import type { ReloaderSettings } from './reloader-settings.ts';

/** A container that the Prometheus operator writes, and where in the custom resource its fields come from. */
export interface OperatedContainer {
  readonly container: Fields;
  /** By JSON pointers of the container: `/image` comes from `/spec/image`. */
  readonly from: Readonly<Record<string, string>>;
}

/** Writes down where the containers of a list come from. */
export function noteOrigins(containers: readonly OperatedContainer[], made: string, origins: Origins): void {
  for (const [index, { from }] of containers.entries()) {
    origins.own(`${made}/${index}`, '/spec');
    // what a container does not say holds as the pod says it
    for (const field of POD_WIDE) {
      origins.copy(`${made}/${index}/securityContext/${field}`, `/spec/securityContext/${field}`);
    }
    for (const [field, source] of Object.entries(from)) origins.copy(`${made}/${index}${field}`, source);
  }
}

const POD_WIDE = ['runAsNonRoot', 'runAsUser', 'runAsGroup', 'seccompProfile'];

/** What all containers of the operator have. */
const HARDENED: Fields = Object.freeze({
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
});

export interface MainContainer {
  readonly name: string;
  readonly image: string;
  readonly port: number;
  readonly ports?: readonly Fields[];
  readonly resources: Fields;
  readonly probes: Fields;
}

/** The container that the custom resource is about. */
export function mainContainer(spec: Fields, { name, image, port, ports = [], resources, probes }: MainContainer) {
  const args = listAt(spec, 'additionalArgs').map((argument) => {
    const value = textAt(argument, 'value') ?? '';
    return `--${textAt(argument, 'name') ?? ''}${value === '' ? '' : `=${value}`}`;
  });
  const web = { name: portNameOf(spec), containerPort: port, protocol: 'TCP' };
  return {
    container: given({
      name,
      image,
      imagePullPolicy: spec.imagePullPolicy,
      args,
      ports: [...(spec.listenLocal === true ? [] : [web]), ...ports],
      volumeMounts: spec.volumeMounts,
      resources,
      securityContext: HARDENED,
      ...probes,
    }),
    from: {
      '/image': '/spec/image',
      '/imagePullPolicy': '/spec/imagePullPolicy',
      '/resources': '/spec/resources',
      '/volumeMounts': '/spec/volumeMounts',
      ...Object.fromEntries(args.map((_, index) => [`/args/${index}`, `/spec/additionalArgs/${index}/value`])),
    },
  };
}

/**
 * The container that loads configuration again when it changed, and the one that writes it at first. Where nobody knows
 * what the operator is told of them, they are as good as the container that they stand beside.
 */
export function configReloader(
  spec: Fields,
  settings: ReloaderSettings | undefined,
  main: OperatedContainer,
  init: boolean,
): OperatedContainer {
  const { image, resources, probes } = settings ?? { image: main.container.image, ...ASSUMED };
  const port = init
    ? { name: 'reloader-init', containerPort: 8081, protocol: 'TCP' }
    : { name: 'reloader-web', containerPort: 8080, protocol: 'TCP' };
  // the init container listens for everybody always
  const local = !init && spec.listenLocal === true && spec.reloadStrategy !== 'ProcessSignal';
  const handler = local
    ? { exec: { command: ['sh', '-c', 'http://localhost:8080/healthz'] } }
    : { httpGet: { path: '/healthz', port: port.containerPort } };
  const patience = settings === undefined ? { failureThreshold: 6 } : {};
  return {
    container: given({
      name: init ? 'init-config-reloader' : 'config-reloader',
      image,
      imagePullPolicy: spec.imagePullPolicy,
      ports: local ? [] : [port],
      resources,
      securityContext: HARDENED,
      ...(probes && !init
        ? { startupProbe: handler, livenessProbe: { ...handler, ...patience }, readinessProbe: handler }
        : {}),
    }),
    from: {
      '/imagePullPolicy': '/spec/imagePullPolicy',
      ...(settings === undefined ? { '/image': main.from['/image'] ?? '/spec' } : {}),
    },
  };
}

const ASSUMED = {
  resources: { requests: { cpu: '10m', memory: '50Mi' }, limits: { memory: '50Mi' } },
  probes: true,
};

/** The container that carries what a Prometheus has stored to an object storage. */
export function thanosSidecar(spec: Fields, image: string): OperatedContainer {
  const thanos = fieldsAt(spec, 'thanos');
  const secrets = (['objectStorageConfig', 'tracingConfig'] as const).filter((field) => isFields(thanos[field]));
  return {
    container: given({
      name: 'thanos-sidecar',
      image,
      imagePullPolicy: spec.imagePullPolicy,
      env: secrets.map((field) => ({
        name: field === 'tracingConfig' ? 'TRACING_CONFIG' : 'OBJSTORE_CONFIG',
        valueFrom: { secretKeyRef: thanos[field] },
      })),
      ports: [
        { name: 'http', containerPort: 10902 },
        { name: 'grpc', containerPort: 10901 },
      ],
      resources: thanos.resources,
      volumeMounts: thanos.volumeMounts,
      securityContext: HARDENED,
    }),
    from: {
      '/image': '/spec/thanos/image',
      '/imagePullPolicy': '/spec/imagePullPolicy',
      '/resources': '/spec/thanos/resources',
      '/volumeMounts': '/spec/thanos/volumeMounts',
      ...Object.fromEntries(secrets.map((field, index) => [`/env/${index}`, `/spec/thanos/${field}`])),
    },
  };
}

/** The image as the operator puts it together from what is said of it. */
export function imageOf(said: Fields, base: string, version: string): string {
  const image = textAt(said, 'image') ?? '';
  if (image.trim() !== '') return image;
  const repository = textAt(said, 'baseImage') ?? base;
  if (/(:[^/]+|@[^/]+)$/.test(repository)) return repository;
  const [sha, tag] = [textAt(said, 'sha') ?? '', textAt(said, 'tag') ?? ''];
  if (sha !== '') return `${repository}@sha256:${sha}`;
  return `${repository}:${tag === '' ? version : tag}`;
}

export function portNameOf(spec: Fields): string {
  return textAt(spec, 'portName') ?? 'web';
}

/** A request for 200 MiB of memory, where none is said. */
export function withMemoryRequest(resources: Fields): Fields {
  const requests = fieldsAt(resources, 'requests');
  return at(requests, 'memory') === undefined
    ? { ...resources, requests: { ...requests, memory: '200Mi' } }
    : resources;
}

/** The fields that say something. */
export function given(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}
