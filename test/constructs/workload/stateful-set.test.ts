import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { PodManagementPolicy } from 'cdk8s-plus-28';
import { ImmutableStatefulSet } from '../../../constructs/workload/index.ts';
import { IMAGE, objectOf, objectsOf, testChart, testFacts } from '../../support/stack-chart.ts';
import { claim } from './claim.ts';
import { HARDENED, labelsOf, POD, selectorOf } from './expected.ts';

const redis = { image: IMAGE, ports: { redis: 6379 } };

test('an immutable StatefulSet has claims, a headless Service and starts its pods at once', () => {
  const chart = testChart();
  new ImmutableStatefulSet(chart, 'redis', {
    containers: [redis],
    claims: { '/data': { size: '1Gi' } },
    minReady: Duration.seconds(10),
  });
  expect(objectOf(chart, 'StatefulSet')).toEqual({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'redis', namespace: 'shop', labels: labelsOf('redis') },
    spec: {
      replicas: 1,
      serviceName: 'redis-headless',
      podManagementPolicy: 'Parallel',
      minReadySeconds: 10,
      revisionHistoryLimit: 3,
      updateStrategy: { type: 'RollingUpdate' },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      selector: { matchLabels: selectorOf('redis') },
      template: {
        metadata: { labels: labelsOf('redis') },
        spec: {
          ...POD,
          serviceAccountName: 'redis',
          containers: [
            {
              ...HARDENED,
              name: 'redis',
              ports: [{ name: 'redis', containerPort: 6379, protocol: 'TCP' }],
              lifecycle: { preStop: { sleep: { seconds: 5 } } },
              volumeMounts: [{ name: 'data', mountPath: '/data' }],
            },
          ],
        },
      },
      volumeClaimTemplates: [
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '1Gi' } },
            storageClassName: 'standard',
            volumeMode: 'Filesystem',
          },
        },
      ],
    },
  });
});

test('the headless Service names pods that are not ready', () => {
  const chart = testChart();
  new ImmutableStatefulSet(chart, 'redis', { containers: [redis] });
  expect(objectOf(chart, 'Service')).toEqual({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'redis-headless', namespace: 'shop', labels: labelsOf('redis') },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: selectorOf('redis'),
      ports: [{ name: 'redis', port: 6379, protocol: 'TCP', targetPort: 'redis' }],
    },
  });
});

test('a StatefulSet without ports has a headless Service without ports', () => {
  const chart = testChart();
  new ImmutableStatefulSet(chart, 'worker', { containers: [{ image: IMAGE }] });
  expect(objectOf(chart, 'Service').spec).not.toHaveProperty('ports');
});

test('three replicas have a disruption budget and are spread, both generations counted', () => {
  const chart = testChart();
  new ImmutableStatefulSet(chart, 'redis', { replicas: 3, containers: [redis] });
  expect(objectOf(chart, 'PodDisruptionBudget').metadata.name).toBe('redis');
  expect(objectOf(chart, 'StatefulSet').spec).toHaveProperty('template.spec.topologySpreadConstraints.0', {
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selectorOf('redis') },
  });
});

test('an autoscaled StatefulSet has a disruption budget, too', () => {
  const chart = testChart();
  new ImmutableStatefulSet(chart, 'redis', { containers: [redis] }).autoscale({ max: 3 });
  expect(objectsOf(chart).map(({ kind }) => kind)).toContain('PodDisruptionBudget');
});

test('pods start in order where the StatefulSet says so', () => {
  const chart = testChart();
  new ImmutableStatefulSet(chart, 'redis', {
    containers: [redis],
    podManagementPolicy: PodManagementPolicy.ORDERED_READY,
  });
  expect(objectOf(chart, 'StatefulSet').spec).toMatchObject({ podManagementPolicy: 'OrderedReady' });
});

test('a claim can name one of the classes of the cluster', () => {
  const storageClasses = { default: 'standard', names: ['standard', 'fast'] };
  const chart = testChart({ facts: testFacts({ capabilities: { storageClasses } }) });
  new ImmutableStatefulSet(chart, 'redis', {
    containers: [redis],
    claims: { '/var/data': { size: '1Gi', storageClass: 'fast' } },
  });
  expect(objectOf(chart, 'StatefulSet').spec).toMatchObject({
    volumeClaimTemplates: [{ metadata: { name: 'var-data' }, spec: { storageClassName: 'fast' } }],
  });
});

test.each([
  [{ '/data': { size: 'big' } }, 'claim /data: "big" is no size; write for example 10Gi'],
  [{ data: { size: '1Gi' } }, 'claim data: is no path to mount at; use an absolute one below /'],
  [{ '/data': { size: '1Gi', name: 'Data' } }, 'claim /data: name "Data" is no DNS label'],
  [{ '/data': { size: '1Gi' }, '/Data': { size: '1Gi' } }, 'claim /Data: another is called "data", too'],
  [
    { '/data': { size: '1Gi', storageClass: 'standart' } },
    'claim /data: storageClass "standart" is not on this cluster (did you mean "standard"?); its classes: standard',
  ],
])('claims are refused that could never be bound, for they can never be changed: %j', (claims, message) => {
  expect(() => new ImmutableStatefulSet(testChart(), 'redis', { containers: [redis], claims })).toThrow(
    `shop/redis: ${message}`,
  );
});

test('a volume of the name of a claim is refused, because the claim would replace it', () => {
  const chart = testChart();
  new ImmutableStatefulSet(chart, 'redis', {
    containers: [{ ...redis, writable: { '/tmp/x': '1Mi' } }],
    claims: { '/tmp-x': { size: '1Gi' } },
  });
  expect(() => objectsOf(chart)).toThrow(
    'shop/redis: a volume and the claim /tmp-x are both called "tmp-x"; give the claim another name',
  );
});

test('a name of 53 characters is refused', () => {
  expect(() => new ImmutableStatefulSet(testChart(), 'r'.repeat(53))).toThrow(
    'has 53 characters; use at most 52, because a label of its pods holds it with a hash behind it',
  );
});

test('one that does not say how many pods it has starts with the fewest of its autoscaler', () => {
  const chart = testChart();
  new ImmutableStatefulSet(chart, 'redis', { containers: [redis] }).autoscale({ min: 3, max: 5 });
  expect(objectOf(chart, 'StatefulSet').spec).toMatchObject({
    replicas: 3,
    template: { spec: { topologySpreadConstraints: [expect.anything(), expect.anything()] } },
  });
});

test('a name that a Service cannot have is refused', () => {
  expect(() => new ImmutableStatefulSet(testChart(), '2048', { containers: [redis] })).toThrow(
    'shop/2048: a Service cannot be called "2048", which does not begin with a letter; name the workload otherwise',
  );
});

describe('a claim that one node only can mount', () => {
  const shared = { image: IMAGE, mounts: { '/data': claim('ReadWriteOnce') } };
  const remedy = 'a ReadWriteMany claim, or `claims`, which give each pod its own';

  test('is for one pod', () => {
    const chart = testChart();
    new ImmutableStatefulSet(chart, 'redis', { containers: [shared] });
    expect(objectOf(chart, 'StatefulSet').spec).toMatchObject({ replicas: 1 });
  });

  test('is refused to several, of which the others would wait for ever', () => {
    const chart = testChart();
    new ImmutableStatefulSet(chart, 'redis', { replicas: 3, containers: [shared] });
    expect(() => objectOf(chart, 'StatefulSet')).toThrow(
      `shop/redis: replicas: 3 cannot all mount a claim that one node only can mount; use 1, ${remedy}`,
    );
  });

  test('is refused to an init container of several', () => {
    const chart = testChart();
    new ImmutableStatefulSet(chart, 'redis', { replicas: 2, containers: [redis], initContainers: [shared] });
    expect(() => objectOf(chart, 'StatefulSet')).toThrow('shop/redis: replicas: 2 cannot all mount');
  });

  test('is refused to those of an autoscaler', () => {
    const chart = testChart();
    new ImmutableStatefulSet(chart, 'redis', { containers: [shared] }).autoscale({ min: 3, max: 5 });
    expect(() => objectOf(chart, 'StatefulSet')).toThrow(
      `shop/redis: autoscale: 3 pods or more cannot all mount a claim that one node only can mount; leave autoscale() out, use ${remedy}`,
    );
  });

  test('can be shared by several where many nodes can mount it', () => {
    const chart = testChart();
    const containers = [{ image: IMAGE, mounts: { '/data': claim('ReadWriteMany') } }];
    new ImmutableStatefulSet(chart, 'redis', { replicas: 3, containers });
    expect(objectOf(chart, 'StatefulSet').spec).toMatchObject({ replicas: 3 });
  });
});
