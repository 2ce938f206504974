import { describe, expect, test } from '@jest/globals';
import { DeploymentStrategy, PersistentVolumeClaim, Volume } from 'cdk8s-plus-28';
import { http, ImmutableDeployment, type ImmutableDeploymentProps } from '../../../constructs/workload/index.ts';
import { DIGEST, IMAGE, objectOf, objectsOf, type TestObject, testChart } from '../../support/stack-chart.ts';
import { claim } from './claim.ts';
import { labelsOf, selectorOf } from './expected.ts';

const metadata = { name: 'web', namespace: 'shop', labels: labelsOf('web') };

describe('an immutable Deployment', () => {
  const chart = testChart();
  new ImmutableDeployment(chart, 'web', {
    containers: [
      {
        image: IMAGE,
        ports: { http: 9898, metrics: 9797 },
        env: { LEVEL: 'info', EMPTY: '' },
        resources: { cpu: '100m', memory: '64Mi' },
        writable: { '/data': '64Mi' },
        liveness: http('/healthz', 'http'),
        readiness: http('/readyz', 'http'),
      },
    ],
  });

  test('renders a Deployment, its ServiceAccount and its disruption budget', () => {
    expect(objectsOf(chart).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Deployment web',
      'ServiceAccount web',
      'PodDisruptionBudget web',
    ]);
  });

  test('is hardened', () => {
    const spreadOver = (topologyKey: string) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: selectorOf('web') },
      matchLabelKeys: ['pod-template-hash'],
    });
    expect(objectOf(chart, 'Deployment')).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 2,
        revisionHistoryLimit: 3,
        progressDeadlineSeconds: 600,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
        selector: { matchLabels: selectorOf('web') },
        template: {
          metadata: {
            labels: labelsOf('web'),
            annotations: { 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': 'data' },
          },
          spec: {
            serviceAccountName: 'web',
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            terminationGracePeriodSeconds: 30,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 10001,
              runAsGroup: 10001,
              fsGroup: 10001,
              fsGroupChangePolicy: 'OnRootMismatch',
              seccompProfile: { type: 'RuntimeDefault' },
            },
            containers: [
              {
                name: 'web',
                image: `registry.example.com/app:1.0.0@${DIGEST}`,
                imagePullPolicy: 'IfNotPresent',
                ports: [
                  { name: 'http', containerPort: 9898, protocol: 'TCP' },
                  { name: 'metrics', containerPort: 9797, protocol: 'TCP' },
                ],
                env: [
                  { name: 'LEVEL', value: 'info' },
                  { name: 'EMPTY', value: '' },
                ],
                resources: {
                  requests: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '192Mi' },
                  limits: { memory: '64Mi', 'ephemeral-storage': '192Mi' },
                },
                livenessProbe: {
                  httpGet: { path: '/healthz', port: 'http' },
                  periodSeconds: 10,
                  timeoutSeconds: 5,
                  failureThreshold: 6,
                },
                readinessProbe: {
                  httpGet: { path: '/readyz', port: 'http' },
                  periodSeconds: 5,
                  timeoutSeconds: 3,
                  failureThreshold: 3,
                },
                lifecycle: { preStop: { sleep: { seconds: 5 } } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ['ALL'] },
                  readOnlyRootFilesystem: true,
                  runAsNonRoot: true,
                },
                volumeMounts: [{ name: 'data', mountPath: '/data' }],
              },
            ],
            volumes: [{ name: 'data', emptyDir: { sizeLimit: '64Mi' } }],
            topologySpreadConstraints: [
              spreadOver('topology.kubernetes.io/zone'),
              spreadOver('kubernetes.io/hostname'),
            ],
          },
        },
      },
    });
  });

  test('has a ServiceAccount of its own that mounts nothing', () => {
    expect(objectOf(chart, 'ServiceAccount')).toEqual({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata,
      automountServiceAccountToken: false,
    });
  });

  test('loses one pod at a time to a drain, and unready ones always', () => {
    expect(objectOf(chart, 'PodDisruptionBudget')).toEqual({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata,
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: selectorOf('web') },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    });
  });
});

test('a Deployment takes its name from the prop rather than from its id', () => {
  const chart = testChart();
  new ImmutableDeployment(chart, 'Frontend', { name: 'web', containers: [{ image: IMAGE }] });
  expect(objectOf(chart, 'Deployment').metadata).toEqual(metadata);
});

test('labels and annotations of the user stay beside those that select', () => {
  const chart = testChart();
  new ImmutableDeployment(chart, 'web', {
    metadata: { labels: { tier: 'front', 'app.kubernetes.io/name': 'other' } },
    podMetadata: { annotations: { note: 'x' }, labels: { 'app.kubernetes.io/name': 'other' } },
    containers: [{ image: IMAGE }],
  });
  const deployment = objectOf(chart, 'Deployment');
  expect(deployment.metadata.labels).toEqual({ ...labelsOf('web'), tier: 'front' });
  expect(deployment.spec).toMatchObject({
    template: { metadata: { labels: labelsOf('web'), annotations: { note: 'x' } } },
  });
});

describe('the number of replicas', () => {
  test('1 needs no disruption budget and no spread', () => {
    const { chart, spec } = deploy({ replicas: 1 });
    expect(objectsOf(chart).map(({ kind }) => kind)).toEqual(['Deployment', 'ServiceAccount']);
    expect(spec).not.toHaveProperty('template.spec.topologySpreadConstraints');
  });

  test('stays in the manifest under an autoscaler', () => {
    const chart = testChart();
    const web = new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE }], replicas: 3 });
    web.autoscale({ max: 6 });
    expect(objectOf(chart, 'Deployment').spec).toMatchObject({ replicas: 3 });
  });
});

describe('the number of replicas that nobody wrote', () => {
  test('is the fewest of the autoscaler', () => {
    const chart = testChart();
    new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE }] }).autoscale({ min: 3, max: 9 });
    expect(objectOf(chart, 'Deployment').spec).toMatchObject({ replicas: 3 });
    expect(objectOf(chart, 'HorizontalPodAutoscaler').spec).toMatchObject({ minReplicas: 3, maxReplicas: 9 });
  });

  test('is 2 under an autoscaler that does not say its fewest', () => {
    const chart = testChart();
    new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE }] }).autoscale({ max: 9 });
    expect(objectOf(chart, 'Deployment').spec).toMatchObject({ replicas: 2 });
  });
});

describe('the strategy', () => {
  test('"recreate" ends the old pods first', () => {
    expect(deploy({ strategy: 'recreate' }).spec).toMatchObject({ strategy: { type: 'Recreate' } });
  });

  test('of cdk8s-plus is taken as it is', () => {
    const { spec } = deploy({ strategy: DeploymentStrategy.rollingUpdate() });
    expect(spec).toMatchObject({ strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } } });
  });

  test('recreates one replica by default with a claim that one node only can mount', () => {
    const { spec } = deploy({ containers: [{ image: IMAGE, mounts: { '/data': claim('ReadWriteOnce') } }] });
    expect(spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
  });

  test('rolls with a claim that many nodes can mount', () => {
    const { spec } = deploy({ containers: [{ image: IMAGE, mounts: { '/data': claim('ReadWriteMany') } }] });
    expect(spec).toMatchObject({ replicas: 2, strategy: { type: 'RollingUpdate' } });
  });

  test('recreates with a claim of cdk8s-plus, of which nothing is known', () => {
    const chart = testChart();
    const web = new ImmutableDeployment(chart, 'web', { replicas: 1 });
    const pvc = PersistentVolumeClaim.fromClaimName(chart, 'pvc', 'data');
    web.addContainer({ image: IMAGE }).mount('/data', Volume.fromPersistentVolumeClaim(chart, 'volume', pvc));
    expect(objectOf(chart, 'Deployment').spec).toMatchObject({ strategy: { type: 'Recreate' } });
  });

  test('"rolling" is refused with a claim that one node only can mount', () => {
    const mounts = { '/data': claim('ReadWriteOnce') };
    expect(() => deploy({ strategy: 'rolling', containers: [{ image: IMAGE, mounts }] })).toThrow(
      'shop/web: a rolling update waits for ever for a claim that one node only can mount; leave strategy out',
    );
  });

  test('several replicas are refused with a claim that one node only can mount', () => {
    const mounts = { '/data': claim('ReadWriteOncePod') };
    expect(() => deploy({ replicas: 3, containers: [{ image: IMAGE, mounts }] })).toThrow(
      'shop/web: replicas: 3 cannot all mount a claim that one node only can mount; use 1, a ReadWriteMany claim, or an ImmutableStatefulSet',
    );
  });
});

test('an autoscaler is refused with a claim that one node only can mount', () => {
  const chart = testChart();
  const containers = [{ image: IMAGE, mounts: { '/data': claim('ReadWriteOnce') } }];
  new ImmutableDeployment(chart, 'web', { containers }).autoscale({ max: 4 });
  expect(() => objectOf(chart, 'Deployment')).toThrow(
    'shop/web: autoscale: 2 pods or more cannot all mount a claim that one node only can mount; leave autoscale() out, use a ReadWriteMany claim, or an ImmutableStatefulSet',
  );
});

describe('draining', () => {
  const ports = { http: 8080 };

  test('can take longer', () => {
    const { spec } = deploy({ drainSeconds: 15, containers: [{ image: IMAGE, ports }] });
    expect(spec).toMatchObject({
      template: { spec: { containers: [{ lifecycle: { preStop: { sleep: { seconds: 15 } } } }] } },
    });
  });

  test('is nothing that a container without ports does', () => {
    expect(deploy({}).spec).not.toHaveProperty('template.spec.containers.0.lifecycle');
  });

  test('has to leave time to end', () => {
    expect(() => deploy({ drainSeconds: 30, containers: [{ image: IMAGE, ports }] })).toThrow(
      'shop/web: drainSeconds 30 is refused; use a whole number from 0 to less than the termination grace period of 30 seconds',
    );
  });
});

function deploy(props: ImmutableDeploymentProps): { chart: ReturnType<typeof testChart>; spec: TestObject['spec'] } {
  const chart = testChart();
  new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE }], ...props });
  return { chart, spec: objectOf(chart, 'Deployment').spec };
}
