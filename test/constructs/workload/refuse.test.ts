import { expect, test } from '@jest/globals';
import { Size } from 'cdk8s';
import {
  Capability,
  Container,
  type ContainerProps,
  Handler,
  HostPathVolumeType,
  ImagePullPolicy,
  Probe,
  SeccompProfileType,
  ServiceAccount,
  Volume,
} from 'cdk8s-plus-28';
import {
  exec,
  http,
  type ImmutableContainerProps,
  ImmutableDeployment,
  type ImmutableDeploymentProps,
  tcp,
} from '../../../constructs/workload/index.ts';
import { DIGEST, IMAGE, objectsOf, testChart } from '../../support/stack-chart.ts';

const out = (rule: string) => `is refused; leave it out, or patch() the finished object and waive('${rule}', …)`;

const PODS: readonly (readonly [ImmutableDeploymentProps, string])[] = [
  [{ hostNetwork: true }, `hostNetwork: true ${out('no-host-namespaces')}`],
  [
    { automountServiceAccountToken: true },
    'automountServiceAccountToken: true is refused; use permissions(), which mounts a token that expires',
  ],
  [{ securityContext: { ensureNonRoot: false } }, `ensureNonRoot: false ${out('require-non-root')}`],
  [{ securityContext: { user: 0 } }, `user 0 ${out('require-non-root')}`],
  [{ securityContext: { group: 0 } }, `group 0 ${out('require-high-uid')}`],
  [{ securityContext: { fsGroup: 0 } }, `fsGroup 0 ${out('require-high-uid')}`],
  [
    { podMetadata: { annotations: { 'container.apparmor.security.beta.kubernetes.io/web': 'unconfined' } } },
    `AppArmor unconfined for web ${out('no-apparmor-unconfined')}`,
  ],
  [
    { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '65536' }] } },
    `sysctl kernel.msgmax ${out('no-unsafe-sysctls')}`,
  ],
];

test.each(PODS)('a pod is refused that would be weaker: %j', (props, message) => {
  expect(() => render(props)).toThrow(`shop/web: ${message}`);
});

const CONTAINERS: readonly (readonly [Partial<ContainerProps>, string])[] = [
  [
    { securityContext: { readOnlyRootFilesystem: false } },
    "readOnlyRootFilesystem: false is refused; declare the paths it writes to in writable, or patch() the finished object and waive('require-read-only-root', …)",
  ],
  [{ securityContext: { privileged: true } }, `privileged: true ${out('no-privileged')}`],
  [
    { securityContext: { allowPrivilegeEscalation: true } },
    `allowPrivilegeEscalation: true ${out('no-privilege-escalation')}`,
  ],
  [{ securityContext: { ensureNonRoot: false } }, `ensureNonRoot: false ${out('require-non-root')}`],
  [{ securityContext: { user: 0 } }, `user 0 ${out('require-non-root')}`],
  [
    { securityContext: { capabilities: { add: [Capability.NET_ADMIN] } } },
    `capabilities NET_ADMIN ${out('no-added-capabilities')}`,
  ],
  [
    { securityContext: { seccompProfile: { type: SeccompProfileType.UNCONFINED } } },
    `seccomp profile Unconfined ${out('require-seccomp')}`,
  ],
  [{ ports: [{ number: 80, hostPort: 80 }] }, `a host port for port 80 ${out('no-host-ports')}`],
  [
    { image: 'ghcr.io/x/y:latest' },
    `image "ghcr.io/x/y:latest" is none of the stack's; declare its repository in the stack's \`images\` and use what build() gets as images (they are ${IMAGE})`,
  ],
];

test.each(CONTAINERS)('a container is refused that would be weaker, however it is added: %j', (props, message) => {
  const given = { name: 'x', image: IMAGE, ...props };
  const expected = `shop/web: container x: ${message}`;
  expect(() => change((web) => web.addContainer(given))).toThrow(expected);
  expect(() => change((web) => web.attachContainer(new Container(given)))).toThrow(expected);
  expect(() => change((web) => web.addInitContainer(given))).toThrow(expected);
});

test.each([
  ['livenessProbe', { liveness: Probe.fromTcpSocket({ port: 80, host: '192.0.2.1' }) }],
  ['lifecycle.preStop', { lifecycle: { preStop: Handler.fromTcpSocket({ port: 80, host: '192.0.2.1' }) } }],
])('a host in %s is refused: the kubelet would connect to it, past all network policies', (field, props) => {
  expect(() => change((web) => web.addContainer({ name: 'x', image: IMAGE, ...props }))).toThrow(
    `shop/web: container x: a host in ${field} ${out('no-host-probes')}`,
  );
});

test.each([
  [{ cpu: '1', memory: '1Gi', memoryLimit: '512Mi' }, 'memory limit 512Mi is less than the request 1Gi'],
  [{ cpu: '1', memory: '1Gi', cpuLimit: '500m' }, 'cpu limit 500m is less than the request 1'],
  [{ memory: { request: Size.gibibytes(1), limit: Size.mebibytes(10) } }, 'memory limit 10Mi is less than the request'],
])('a limit below the request is refused: %j', (resources, message) => {
  expect(() => change((web) => web.addContainer({ name: 'x', image: IMAGE, resources }))).toThrow(
    `shop/web: container x: ${message}`,
  );
});

test('ports are told apart by name and number, for all containers share the address of the pod', () => {
  const web = { image: IMAGE, ports: { http: 8080 } };
  expect(() => render({ containers: [web, { name: 'x', image: IMAGE, ports: { http: 9090 } }] })).toThrow(
    'shop/web: two containers have a port "http"; give one another name',
  );
  expect(() => render({ containers: [web, { name: 'x', image: IMAGE, ports: { proxy: 8080 } }] })).toThrow(
    "shop/web: two containers listen on port 8080/TCP, and share the pod's address; change one",
  );
});

test('an init container that ends may have a port of the main one', () => {
  const ports = { http: 8080 };
  expect(() =>
    render({ containers: [{ image: IMAGE, ports }], initContainers: [{ image: IMAGE, ports }] }),
  ).not.toThrow();
});

test('the one capability that is allowed stays', () => {
  const chart = testChart();
  const web = new ImmutableDeployment(chart, 'web', { replicas: 1 });
  web.addContainer({
    image: IMAGE,
    securityContext: { capabilities: { add: [Capability.NET_BIND_SERVICE] } },
  });
  expect(objectsOf(chart)[0]?.spec).toHaveProperty('template.spec.containers.0.securityContext.capabilities', {
    add: ['NET_BIND_SERVICE'],
    drop: ['ALL'],
  });
});

test('a volume of a type that Pod Security refuses is refused', () => {
  const chart = testChart();
  const web = new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE }] });
  web.addVolume(Volume.fromHostPath(chart, 'logs', 'logs', { path: '/var/log', type: HostPathVolumeType.DIRECTORY }));
  web.addVolume(Volume.fromNfs(chart, 'share', 'share', { server: 'x', path: '/' }));
  expect(() => objectsOf(chart)).toThrow(
    [
      `shop/web: volume "logs" of type hostPath ${out('no-host-path')}`,
      `shop/web: volume "share" of type nfs ${out('valid-volume-types')}`,
    ].join('\n'),
  );
});

test('the ServiceAccount "default" is refused', () => {
  const chart = testChart();
  const serviceAccount = ServiceAccount.fromServiceAccountName(chart, 'account', 'default');
  new ImmutableDeployment(chart, 'web', { serviceAccount, containers: [{ image: IMAGE }] });
  expect(() => objectsOf(chart)).toThrow('the ServiceAccount "default" is refused; leave serviceAccount out');
});

const PROPS: readonly (readonly [Partial<ImmutableContainerProps>, string])[] = [
  [{ name: 'Web' }, '"Web" is no name of a container; use a DNS label'],
  [
    { ports: { 'a-name-of-16-abc': 80 } },
    '"a-name-of-16-abc" is no name of a port; use at most 15 of a-z, 0-9 and "-", with a letter among them',
  ],
  [{ ports: { http: 70000 } }, '70000 is no port; use a whole number from 1 to 65535'],
  [
    { resources: { cpu: '100m', memory: '64MB' } },
    'resources.memory: "64MB" is no quantity above zero; write for example 250m or 64Mi',
  ],
  [{ writable: { '/tmp': 'much' } }, 'writable /tmp: "much" is no size; write for example 64Mi'],
  [{ writable: { tmp: '1Mi' } }, '"tmp" is no path to mount at; use an absolute one below /, without ".."'],
  [{ writable: { '/a/../b': '1Mi' } }, '"/a/../b" is no path to mount at; use an absolute one below /, without ".."'],
  [
    { ports: { http: 80, metrics: 81 }, liveness: http('/', 'htpp') },
    'liveness asks port "htpp", which the container does not have (did you mean "http"?); its ports are http, metrics',
  ],
  [{ env: { 'A=B': 'x' } }, 'env "A=B" is no name of a variable; use A-Z, 0-9 and "_"'],
  [{ liveness: exec([]) }, 'liveness: the command is empty; say what to run'],
  [{ liveness: http('healthz', 80) }, 'liveness: path "healthz" is relative; begin it with "/"'],
  [
    { liveness: http('/', 80, { successThreshold: 2 }) },
    'liveness: successThreshold 2 is refused; leave it out, or use more than 1 for readiness',
  ],
  [{ readiness: tcp(80, { periodSeconds: 0 }) }, 'readiness: periodSeconds 0 is refused; use a whole number from 1'],
  [{ user: 0 }, "user 0 is refused; use the image's own numeric user above 0, or leave it out for 10001"],
  [{ group: 101 }, 'group 101 goes with a user; give user, too'],
  [{ imagePullPolicy: ImagePullPolicy.ALWAYS }, 'imagePullPolicy "Always" gains nothing with a digest; leave it out'],
];

test.each(PROPS)('a container is refused that is not valid: %j', (props, message) => {
  expect(() => render({ containers: [{ image: IMAGE, ...props }] })).toThrow(
    `shop/web container ${props.name ?? 'web'}: ${message}`,
  );
});

test('everything that is wrong with a container is said at once', () => {
  expect(() => render({ containers: [{ image: IMAGE, ports: { http: 0 }, user: -1 }] })).toThrow(
    expect.objectContaining({ problems: [expect.anything(), expect.anything()] }),
  );
});

test('a workload without a container is refused', () => {
  expect(() => render({ containers: [] })).toThrow(
    'shop/web: has no container; give containers, or call addContainer()',
  );
});

test("a user of the image needs a container's name that fits into an annotation", () => {
  expect(() => render({ containers: [{ name: 'c'.repeat(53), image: IMAGE, user: 101 }] })).toThrow(
    'has a user, which an annotation says with its name; use a name of at most 52',
  );
});

test('a second container needs a name', () => {
  expect(() => render({ containers: [{ image: IMAGE }, { image: IMAGE }] })).toThrow(
    'shop/web: a second container needs a name; give name',
  );
});

test('two containers of one name are refused', () => {
  const twice = [
    { name: 'a', image: IMAGE },
    { name: 'a', image: IMAGE },
  ];
  expect(() => render({ containers: twice })).toThrow('two containers are called "a"; give one another name');
});

test('a probe of an init container that ends is refused', () => {
  expect(() =>
    render({ initContainers: [{ image: IMAGE, ports: { http: 80 }, readiness: http('/', 'http') }] }),
  ).toThrow(
    'shop/web container init-0: an init container runs to its end and has no probes; make it a sidecar by restartPolicy, or leave them out',
  );
});

test('an image needs the lock even where the stack has none', () => {
  const chart = testChart({ images: [] });
  new ImmutableDeployment(chart, 'web', { containers: [{ image: `registry.example.com/app:1@${DIGEST}` }] });
  expect(() => objectsOf(chart)).toThrow('(it has none)');
});

test.each([-1, 1.5, Number.NaN])('%s replicas are refused', (replicas) => {
  expect(() => render({ replicas })).toThrow(
    `shop/web: replicas: ${replicas} is no number of pods; use a whole number from 0`,
  );
});

test('a name that is no DNS label is refused', () => {
  expect(() => new ImmutableDeployment(testChart(), 'Web')).toThrow(
    'shop/Web: name "Web" is no DNS label; use at most 63 of a-z, 0-9 and "-", beginning and ending with a letter or digit',
  );
});

function render(props: ImmutableDeploymentProps): void {
  const chart = testChart();
  new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE }], ...props });
  objectsOf(chart);
}

function change(add: (web: ImmutableDeployment) => unknown): void {
  const chart = testChart();
  add(new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE }] }));
  objectsOf(chart);
}
