import fc, { type Arbitrary } from 'fast-check';
import type { KubeObject } from '../../../model/kube.ts';

/** A pod as somebody could write it: fields that rules look at, in many combinations, and few of them right. */
export function fuzzedPods(seed: number, count: number): readonly KubeObject[] {
  return fc.sample(pod, { seed, numRuns: count });
}

/** Containers to add to a pod that runs. */
export function fuzzedEphemeralContainers(seed: number, count: number): readonly object[] {
  return fc.sample(ephemeralContainer, { seed, numRuns: count });
}

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const maybe = <T>(arbitrary: Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 15 });
/** Some of the fields, and now and then one that is null. */
function some<T extends object>(fields: { readonly [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<object> {
  const nullable = Object.fromEntries(
    Object.entries(fields).map(([key, one]) => [key, maybe(one as Arbitrary<unknown>)]),
  );
  return fc.record(nullable, { requiredKeys: [] });
}
const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const profile = fc.oneof(
  fc.record({ type: oneOf('RuntimeDefault', 'RuntimeDefault', 'Unconfined') }),
  fc.record({ type: fc.constant('Localhost'), localhostProfile: fc.constant('profiles/web') }),
);

const linuxContext = {
  runAsNonRoot: fc.boolean(),
  runAsUser: oneOf(0, 1, 999, 1000, 9999, 10000, 10001, 2147483647),
  runAsGroup: oneOf(0, 1000, 10001),
  seccompProfile: profile,
  appArmorProfile: profile,
  seLinuxOptions: some({
    type: oneOf('', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t', 'spc_t'),
    level: oneOf('', 's0:c1,c2'),
    user: oneOf('', 'system_u'),
    role: oneOf('', 'system_r'),
  }),
};

const capability = oneOf('ALL', 'all', 'NET_BIND_SERVICE', 'CHOWN', 'NET_RAW', 'NET_ADMIN', 'CAP_CHOWN', '');
const containerContext = some({
  ...linuxContext,
  privileged: fc.boolean(),
  allowPrivilegeEscalation: fc.boolean(),
  readOnlyRootFilesystem: fc.boolean(),
  procMount: oneOf('Default', 'Default', 'Unmasked'),
  capabilities: some({
    add: fc.array(capability, { maxLength: 3 }),
    drop: fc.oneof(fc.constant(['ALL']), fc.array(capability, { maxLength: 3 })),
  }),
});

const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,6}[a-z0-9])?$/);
const quantity = oneOf<unknown>('1', 1, '100m', 0.5, '64Mi', '1.5Gi', '1e3', '0', 0, '128974848');
const image = fc.oneof(
  oneOf(
    `ghcr.io/example/web:1.0.0@${DIGEST}`,
    'busybox',
    'busybox:latest',
    'ghcr.io/example/web',
    'ghcr.io/example/web:1.0.0',
    'ghcr.io/example/web:latest',
    `ghcr.io/example/web@${DIGEST}`,
    `ghcr.io/example/web:latest@${DIGEST}`,
    'ghcr.io/example/web@sha256:0123',
    `ghcr.io/example/web@SHA256:${'A'.repeat(64)}`,
    `ghcr.io/example/web@sha512:${'ab'.repeat(64)}`,
    'ghcr.iox/example/web:1',
    'ghcr.io.example.com/web:1',
    'localhost:5000/web',
    'localhost:5000/web:2',
    'registry.example.com:443/team/web:stable',
    'docker.io/library/nginx:1.29',
    'nginx:1.29-alpine',
    'UPPER/Case:Tag',
    'a:b:c',
    'ghcr.io/ümlaut/web:1.0',
    'ghcr.io/example/web:1.0\u2028x',
    'ghcr.io/example/web:1.0\nx',
    '$(IMAGE)',
  ),
  fc.stringMatching(/^[a-z0-9]{1,4}(\.[a-z]{2,3})?(:[0-9]{2,4})?(\/[a-z0-9._-]{1,5}){0,2}(:[A-Za-z0-9._-]{1,6})?$/),
);

const handler = fc.oneof(
  some({ host: oneOf('', '127.0.0.1', 'localhost', 'example.com', '::1'), path: fc.constant('/') }).map((one) => ({
    httpGet: { ...one, port: 8080 },
  })),
  some({ host: oneOf('', '127.0.0.1', 'localhost', 'example.com', '::1') }).map((one) => ({
    tcpSocket: { ...one, port: 8080 },
  })),
  fc.constant({ exec: { command: ['true'] } }),
  fc.constant({ grpc: { port: 9090 } }),
);
const lifecycle = some({
  postStart: handler.filter((one) => !('grpc' in one)),
  preStop: fc.oneof(
    handler.filter((one) => !('grpc' in one)),
    fc.constant({ sleep: { seconds: 1 } }),
  ),
});

const ports = fc.uniqueArray(
  fc
    .tuple(
      some({
        hostPort: oneOf(0, 80, 8080, 31000),
        hostIP: oneOf('', '127.0.0.1'),
        protocol: oneOf('TCP', 'UDP'),
      }),
      oneOf(80, 443, 8080, 31000),
    )
    .map(([rest, containerPort]) => ({ ...rest, containerPort })),
  { maxLength: 2, selector: ({ containerPort }) => containerPort },
);

const resources = some({
  requests: some({ cpu: quantity, memory: quantity, 'ephemeral-storage': quantity }),
  limits: some({ cpu: quantity, memory: quantity, 'ephemeral-storage': quantity }),
});

const mainContainer = some({
  ports,
  resources,
  lifecycle,
  securityContext: containerContext,
  livenessProbe: handler,
  readinessProbe: handler,
  startupProbe: handler,
  imagePullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
});
const initContainer = fc.oneof(
  some({ ports, resources, securityContext: containerContext }),
  mainContainer.map((one) => ({ ...one, restartPolicy: 'Always' })),
);
const ephemeralContainer = fc
  .tuple(name, image, some({ securityContext: containerContext }))
  .map(([title, from, rest]) => ({ ...rest, name: `debug-${title}`, image: from }));

const token: Arbitrary<object> = some({ expirationSeconds: oneOf(600, 3600, 7200), audience: oneOf('', 'vault') }).map(
  (rest) => ({ serviceAccountToken: { ...rest, path: 'token' } }),
);
const volume = fc.oneof(
  some({ sizeLimit: oneOf<unknown>('64Mi', '0', 1), medium: oneOf('', 'Memory', 'HugePages') }).map((emptyDir) => ({
    emptyDir,
  })),
  oneOf('/', '/var/log', '/var/run/docker.sock', '/run/containerd/containerd.sock', '/run/docker.sock/', '//run').map(
    (path) => ({ hostPath: { path } }),
  ),
  fc
    .array(fc.oneof(token, oneOf<object>({ configMap: { name: 'web' } })), { minLength: 1, maxLength: 2 })
    .map((sources) => ({
      projected: { sources },
    })),
  oneOf<object>(
    {},
    { emptyDir: null },
    { configMap: { name: 'web' } },
    { secret: { secretName: 'web' } },
    { downwardAPI: { items: [] } },
    { persistentVolumeClaim: { claimName: 'web' } },
    {
      ephemeral: {
        volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
      },
    },
    { csi: { driver: 'secrets-store.csi.k8s.io' } },
    { image: { reference: 'ghcr.io/example/models:1' } },
    { nfs: { server: 'nfs.example.com', path: '/' } },
    { iscsi: { targetPortal: '198.51.100.1', iqn: 'iqn.2001-04.com.example:storage', lun: 0 } },
    { awsElasticBlockStore: { volumeID: 'vol-1' } },
    { gcePersistentDisk: { pdName: 'disk' } },
    { flexVolume: { driver: 'example.com/flex' } },
    { rbd: { monitors: ['198.51.100.1'], image: 'disk' } },
    { fc: { targetWWNs: ['500a0982991b8dc5'], lun: 1 } },
    { hostPath: { path: '/etc' } },
  ),
);

const podContext = some({
  ...linuxContext,
  fsGroup: oneOf(0, 10001),
  supplementalGroups: fc.array(oneOf(0, 10001), { maxLength: 2 }),
  sysctls: fc.uniqueArray(
    oneOf(
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.tcp_syncookies',
      'net.ipv4.ip_unprivileged_port_start',
      'net.ipv4.tcp_rmem',
      'kernel.msgmax',
      'net.core.somaxconn',
    ).map((sysctl) => ({ name: sysctl, value: '1' })),
    { maxLength: 2, selector: (one) => one.name },
  ),
});

const podFields = some({
  securityContext: podContext,
  automountServiceAccountToken: fc.boolean(),
  serviceAccountName: oneOf('', 'default', 'web'),
  serviceAccount: oneOf('', 'default', 'web'),
  hostUsers: fc.boolean(),
  shareProcessNamespace: fc.boolean(),
  hostIPC: oneOf(false, false, true),
  hostPID: oneOf(false, false, true),
  hostNetwork: oneOf(false, false, true),
  enableServiceLinks: fc.boolean(),
  os: oneOf({ name: 'linux' }, { name: 'linux' }),
  // not less than what all containers want
  resources: fc.option(
    some({
      requests: some({ cpu: oneOf('1e12', '1T'), memory: oneOf('1e12', '1T') }),
      limits: some({ cpu: oneOf('1e12', '1T'), memory: oneOf('1e12', '1T') }),
    }),
    { nil: undefined, freq: 1 },
  ),
});

const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const annotations = (names: readonly string[]) =>
  some({
    [`${APPARMOR}${names[0]}`]: oneOf('runtime/default', 'unconfined', 'localhost/web'),
    [`stele.dev/image-user.${names.at(-1)}`]: oneOf('1000', '0', ''),
    'stele.dev/waive.no-privileged': fc.constant('needs devices (owner: web, until: 2099-01-31)'),
    'example.com/note': fc.constant('x'),
  }).map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null)));

const linuxPod = fc.uniqueArray(name, { minLength: 1, maxLength: 4 }).chain((names) => {
  const inits = Math.floor((names.length - 1) / 2);
  const titled = (containers: readonly object[], of: readonly string[], images: readonly string[]) =>
    containers.map((one, index) => ({ ...one, name: of[index], image: images[index] }));
  return fc
    .record({
      meta: fc.option(annotations(names), { nil: undefined }),
      fields: podFields,
      main: fc.array(mainContainer, { minLength: names.length - inits, maxLength: names.length - inits }),
      init: fc.array(initContainer, { minLength: inits, maxLength: inits }),
      images: fc.array(image, { minLength: names.length, maxLength: names.length }),
      volumes: fc.option(fc.array(volume, { maxLength: 4 }), { nil: undefined }),
    })
    .map(({ meta, fields, main, init, images, volumes }) => ({
      annotations: meta,
      spec: {
        ...fields,
        containers: titled(main, names.slice(inits), images.slice(inits)),
        ...(inits === 0 ? {} : { initContainers: titled(init, names, images) }),
        ...(volumes === undefined ? {} : { volumes: volumes.map((one, index) => ({ ...one, name: `v${index}` })) }),
      },
    }));
});

const windowsPod = fc
  .record({
    hostProcess: fc.boolean(),
    place: oneOf('pod', 'container', 'both'),
    context: some({ runAsNonRoot: fc.boolean() }),
    image,
    resources,
    os: oneOf({ os: { name: 'windows' } }, {}),
  })
  .map(({ hostProcess, place, context, image: from, resources: needs, os }) => {
    const windowsOptions = { runAsUserName: 'NT AUTHORITY\\SYSTEM', hostProcess };
    const said = (where: string) => (place === where || place === 'both' ? { ...context, windowsOptions } : context);
    return {
      annotations: undefined,
      spec: {
        ...os,
        hostNetwork: hostProcess,
        securityContext: said('pod'),
        containers: [{ name: 'web', image: from, resources: needs, securityContext: said('container') }],
      },
    };
  });

const pod: Arbitrary<KubeObject> = fc
  .oneof({ weight: 9, arbitrary: linuxPod }, { weight: 1, arbitrary: windowsPod })
  .map(({ annotations: given, spec }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'fuzzed', ...(given === undefined ? {} : { annotations: given }) },
    spec: acceptable(
      spec,
      Object.keys(given ?? {}).some((key) => key.startsWith(APPARMOR)),
    ),
  }));

interface Loose {
  // biome-ignore lint/suspicious/noExplicitAny: made above, with any field
  [field: string]: any;
}

/** Takes away what the API server refuses before any policy sees it; a few such combinations are left to it. */
function acceptable(spec: Loose, isAnnotated: boolean): Loose {
  const made: Loose = { ...spec };
  if (made.hostUsers === false) for (const field of ['hostPID', 'hostIPC', 'hostNetwork']) delete made[field];
  if (made.hostPID === true) delete made.shareProcessNamespace;
  const context = (given: Loose): Loose => {
    const { sysctls, appArmorProfile, procMount, allowPrivilegeEscalation, ...rest } = given;
    const needsEscalation = rest.privileged === true;
    return {
      ...rest,
      ...(sysctls === undefined || made.hostNetwork === true || made.hostIPC === true ? {} : { sysctls }),
      ...(appArmorProfile === undefined || isAnnotated ? {} : { appArmorProfile }),
      ...(procMount === undefined || made.hostUsers !== false ? {} : { procMount }),
      ...(allowPrivilegeEscalation === undefined || needsEscalation ? {} : { allowPrivilegeEscalation }),
    };
  };
  if (made.securityContext) made.securityContext = context(made.securityContext);
  const fix = (container: Loose): Loose => {
    const fixed: Loose = { ...container };
    if (made.hostNetwork === true) fixed.ports = fixed.ports?.map(({ hostPort: _, ...port }: Loose) => port);
    if (fixed.resources) fixed.resources = ordered(fixed.resources);
    if (fixed.securityContext) fixed.securityContext = context(fixed.securityContext);
    return fixed;
  };
  if (made.resources) made.resources = ordered(made.resources);
  for (const list of ['containers', 'initContainers']) if (made[list]) made[list] = made[list].map(fix);
  return made;
}

/** A request must not be more than its limit, and a limit that is null is zero. */
function ordered({ requests, limits, ...rest }: Loose): Loose {
  if (!requests || !limits) return { ...rest, requests, limits };
  const asked = Object.entries(requests).flatMap(([key, value]) =>
    limits[key] === null ? [] : [[key, limits[key] ?? value]],
  );
  return { ...rest, requests: Object.fromEntries(asked), limits };
}
