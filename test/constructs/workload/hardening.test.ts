import { describe, expect, test } from '@jest/globals';
import { Size } from 'cdk8s';
import {
  Container,
  ContainerRestartPolicy,
  Cpu,
  EmptyDirMedium,
  Node,
  NodeTaintQuery,
  Probe,
  Topology,
  Volume,
} from 'cdk8s-plus-28';
import { ImmutableDeployment, tcp } from '../../../constructs/workload/index.ts';
import type { ContainerJson, PodSpec, PodTemplate } from '../../../constructs/workload/pod-template.ts';
import { DIGEST, IMAGE, objectOf, testChart, testFacts } from '../../support/stack-chart.ts';
import { HARDENED, selectorOf } from './expected.ts';

describe('a container stays hardened that is added by', () => {
  const ways: Record<string, (web: ImmutableDeployment) => unknown> = {
    'addContainer()': (web) => web.addContainer({ name: 'added', image: IMAGE }),
    'attachContainer()': (web) => web.attachContainer(new Container({ name: 'added', image: IMAGE })),
    'addInitContainer()': (web) => web.addInitContainer({ name: 'added', image: IMAGE }),
  };
  test.each(Object.entries(ways))('%s', (_way, add) => {
    const { template } = deploy(add);
    expect(containers(template.spec).get('added')).toEqual({ ...HARDENED, name: 'added' });
  });

  test('addInitContainer() as a native sidecar', () => {
    const { template, web } = deploy((web) =>
      web.addInitContainer({
        name: 'added',
        image: IMAGE,
        restartPolicy: ContainerRestartPolicy.ALWAYS,
        ports: { proxy: 15001 },
        readiness: tcp('proxy'),
      }),
    );
    expect(containers(template.spec).get('added')).toEqual({
      ...HARDENED,
      name: 'added',
      restartPolicy: 'Always',
      ports: [{ name: 'proxy', containerPort: 15001, protocol: 'TCP' }],
      readinessProbe: { tcpSocket: { port: 'proxy' }, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 },
    });
    expect(web.ports.get('proxy')).toEqual({ name: 'proxy', number: 15001, protocol: 'TCP' });
  });

  test("cdk8s-plus's own props", () => {
    const { template } = deploy((web) =>
      web.addContainer({
        name: 'added',
        image: IMAGE,
        portNumber: 8080,
        ports: [{ number: 9090, name: 'metrics' }],
        resources: { cpu: { request: Cpu.millis(50) }, memory: { limit: Size.mebibytes(32) } },
        liveness: Probe.fromHttpGet('/live', { port: 8080 }),
        securityContext: { user: 101, group: 101, ensureNonRoot: true },
      }),
    );
    expect(containers(template.spec).get('added')).toEqual({
      ...HARDENED,
      name: 'added',
      ports: [
        { containerPort: 8080, protocol: 'TCP' },
        { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
      ],
      lifecycle: { preStop: { sleep: { seconds: 5 } } },
      livenessProbe: { failureThreshold: 3, httpGet: { path: '/live', port: 8080, scheme: 'HTTP' } },
      resources: {
        requests: { cpu: '50m', memory: '32Mi', 'ephemeral-storage': '128Mi' },
        limits: { memory: '32Mi', 'ephemeral-storage': '128Mi' },
      },
      securityContext: { ...HARDENED.securityContext, runAsUser: 101, runAsGroup: 101 },
    });
    expect(template.metadata?.annotations).toEqual({ 'stele.dev/image-user.added': '101' });
  });
});

describe('scratch space of cdk8s-plus', () => {
  test('is bounded when it is mounted', () => {
    const { template } = deploy((web, chart) => {
      const cache = Volume.fromEmptyDir(chart, 'cache', 'cache');
      web.addContainer({ name: 'added', image: IMAGE }).mount('/cache', cache);
    });
    expect(template.spec.volumes).toEqual([{ name: 'cache', emptyDir: { sizeLimit: '64Mi' } }]);
    expect(template.metadata?.annotations).toEqual({
      'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': 'cache',
    });
  });

  test('counts towards the disk of the container that mounts it', () => {
    const { template } = deploy((web, chart) => {
      const cache = Volume.fromEmptyDir(chart, 'cache', 'cache', { sizeLimit: Size.gibibytes(1) });
      web.addContainer({ name: 'added', image: IMAGE }).mount('/cache', cache);
    });
    expect(containers(template.spec).get('added')?.resources?.limits).toEqual({
      memory: '128Mi',
      'ephemeral-storage': '1152Mi',
    });
  });

  test('in memory is bounded, and no disk', () => {
    const { template } = deploy((web, chart) =>
      web.addVolume(Volume.fromEmptyDir(chart, 'cache', 'cache', { medium: EmptyDirMedium.MEMORY })),
    );
    expect(template.spec.volumes).toEqual([{ name: 'cache', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }]);
    expect(containers(template.spec).get('web')?.resources).toEqual(HARDENED.resources);
    expect(template.metadata).not.toHaveProperty('annotations');
  });
});

test('a user of the whole pod is said for each of its containers', () => {
  const chart = testChart();
  new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE }], securityContext: { user: 101 } });
  expect(objectOf(chart, 'Deployment').spec).toMatchObject({
    template: {
      metadata: { annotations: { 'stele.dev/image-user.web': '101' } },
      spec: { securityContext: { runAsUser: 101, runAsGroup: 10001 } },
    },
  });
});

test('scheduling selects the pods by the labels that they have', () => {
  const { template } = deploy((web) => {
    web.scheduling.separate(web, { topology: Topology.HOSTNAME });
    web.scheduling.tolerate(Node.tainted(NodeTaintQuery.exists('edge')));
  });
  expect(template.spec).toMatchObject({
    tolerations: [{ key: 'edge', operator: 'Exists' }],
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { labelSelector: { matchLabels: selectorOf('web') }, topologyKey: 'kubernetes.io/hostname' },
        ],
      },
    },
  });
});

test('a Service of cdk8s-plus selects the pods by the labels that they have', () => {
  const chart = testChart();
  new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE, ports: { http: 80 } }] }).exposeViaService();
  expect(objectOf(chart, 'Service').spec).toMatchObject({ selector: selectorOf('web') });
});

test("images come from the cluster's mirror, init containers' too, with their digest", () => {
  const chart = testChart({
    facts: testFacts({ registryMirror: { 'registry.example.com': 'mirror.example.com/eu' } }),
  });
  new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE }], initContainers: [{ image: IMAGE }] });
  const image = `mirror.example.com/eu/app:1.0.0@${DIGEST}`;
  expect(objectOf(chart, 'Deployment').spec).toMatchObject({
    template: { spec: { containers: [{ image }], initContainers: [{ image }] } },
  });
});

test('rendering twice gives the same', () => {
  const chart = testChart();
  new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE, writable: { '/tmp': '1Mi' } }] });
  expect(objectOf(chart, 'Deployment')).toEqual(objectOf(chart, 'Deployment'));
});

function deploy(change: (web: ImmutableDeployment, chart: ReturnType<typeof testChart>) => unknown): {
  web: ImmutableDeployment;
  template: PodTemplate;
} {
  const chart = testChart();
  const web = new ImmutableDeployment(chart, 'web', { replicas: 1, containers: [{ image: IMAGE }] });
  change(web, chart);
  const { spec } = objectOf(chart, 'Deployment') as unknown as { spec: { template: PodTemplate } };
  return { web, template: spec.template };
}

function containers(spec: PodSpec): ReadonlyMap<string, ContainerJson> {
  return new Map([...(spec.initContainers ?? []), ...spec.containers].map((container) => [container.name, container]));
}
