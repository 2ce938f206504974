import fc, { type Arbitrary } from 'fast-check';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const maybe = <T>(arbitrary: Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 15 });
/** Some of the fields, and now and then one that is null. */
export function some<T extends object>(fields: { readonly [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<object> {
  const nullable = Object.fromEntries(
    Object.entries(fields).map(([key, one]) => [key, maybe(one as Arbitrary<unknown>)]),
  );
  return fc.record(nullable, { requiredKeys: [] });
}
export const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const profile = fc.oneof(
  fc.record({ type: oneOf('RuntimeDefault', 'RuntimeDefault', 'Unconfined') }),
  fc.record({ type: fc.constant('Localhost'), localhostProfile: fc.constant('profiles/web') }),
);

export const linuxContext = {
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

export const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,6}[a-z0-9])?$/);
const quantity = oneOf<unknown>('1', 1, '100m', 0.5, '64Mi', '1.5Gi', '1e3', '0', 0, '128974848');
export const image = fc.oneof(
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

export const resources = some({
  requests: some({ cpu: quantity, memory: quantity, 'ephemeral-storage': quantity }),
  limits: some({ cpu: quantity, memory: quantity, 'ephemeral-storage': quantity }),
});

export const mainContainer = some({
  ports,
  resources,
  lifecycle,
  securityContext: containerContext,
  livenessProbe: handler,
  readinessProbe: handler,
  startupProbe: handler,
  imagePullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
});
export const initContainer = fc.oneof(
  some({ ports, resources, securityContext: containerContext }),
  mainContainer.map((one) => ({ ...one, restartPolicy: 'Always' })),
);
export const ephemeralContainer = fc
  .tuple(name, image, some({ securityContext: containerContext }))
  .map(([title, from, rest]) => ({ ...rest, name: `debug-${title}`, image: from }));
