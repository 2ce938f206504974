import { describe, expect, test } from '@jest/globals';
import { Node, NodeTaintQuery } from 'cdk8s-plus-28';
import { ImmutableDaemonSet } from '../../../constructs/workload/index.ts';
import { IMAGE, objectOf, testChart } from '../../support/stack-chart.ts';
import { claim } from './claim.ts';
import { HARDENED, labelsOf, POD, selectorOf } from './expected.ts';

test('an immutable DaemonSet is updated node by node', () => {
  const chart = testChart();
  new ImmutableDaemonSet(chart, 'agent', { containers: [{ image: IMAGE }] });
  expect(objectOf(chart, 'DaemonSet')).toEqual({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'shop', labels: labelsOf('agent') },
    spec: {
      revisionHistoryLimit: 3,
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      selector: { matchLabels: selectorOf('agent') },
      template: {
        metadata: { labels: labelsOf('agent') },
        spec: { ...POD, serviceAccountName: 'agent', containers: [{ ...HARDENED, name: 'agent' }] },
      },
    },
  });
});

test('tolerations of the props stand beside those of scheduling', () => {
  const chart = testChart();
  const agent = new ImmutableDaemonSet(chart, 'agent', {
    containers: [{ image: IMAGE }],
    tolerations: [
      { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
      { key: 'gpu', value: 'yes' },
    ],
  });
  agent.scheduling.tolerate(Node.tainted(NodeTaintQuery.exists('edge')));
  expect(objectOf(chart, 'DaemonSet').spec).toHaveProperty('template.spec.tolerations', [
    { key: 'edge', operator: 'Exists' },
    { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' },
    { key: 'gpu', operator: 'Equal', value: 'yes' },
  ]);
});

test.each([
  [{ maxUnavailable: 0 }, 'maxUnavailable 0 is refused; use a whole number from 1, or from 1% to 100%'],
  [{ maxUnavailable: '0%' }, 'maxUnavailable 0% is refused'],
  [{ tolerations: [{ value: 'yes' }] }, 'toleration of the value "yes" has no key; give one'],
])('what would never be updated or scheduled is refused: %j', (props, message) => {
  const chart = testChart();
  new ImmutableDaemonSet(chart, 'agent', { ...props, containers: [{ image: IMAGE }] });
  expect(() => objectOf(chart, 'DaemonSet')).toThrow(`shop/agent: ${message}`);
});

test('a claim that one node only can mount is refused: the pods of all others would wait for ever', () => {
  const chart = testChart();
  new ImmutableDaemonSet(chart, 'agent', {
    containers: [{ image: IMAGE, mounts: { '/data': claim('ReadWriteOnce') } }],
  });
  expect(() => objectOf(chart, 'DaemonSet')).toThrow(
    'shop/agent: the pods of all nodes cannot mount a claim that one node only can mount; use a ReadWriteMany claim, or an ImmutableStatefulSet with `claims`',
  );
});

test('a claim that many nodes can mount is for all pods', () => {
  const chart = testChart();
  new ImmutableDaemonSet(chart, 'agent', {
    containers: [{ image: IMAGE, mounts: { '/data': claim('ReadWriteMany') } }],
  });
  expect(objectOf(chart, 'DaemonSet').spec).toHaveProperty('template.spec.volumes', [
    { name: 'claim', persistentVolumeClaim: { claimName: 'data' } },
  ]);
});

describe('draining', () => {
  const containers = [{ image: IMAGE, ports: { http: 8080 } }];

  test.each([
    ['takes five seconds by default', {}, 5],
    ['can take longer', { drainSeconds: 15 }, 15],
  ])('%s', (_, props, seconds) => {
    const chart = testChart();
    new ImmutableDaemonSet(chart, 'agent', { ...props, containers });
    expect(objectOf(chart, 'DaemonSet').spec).toHaveProperty('template.spec.containers.0.lifecycle', {
      preStop: { sleep: { seconds } },
    });
  });

  test('has to leave time to end', () => {
    const chart = testChart();
    new ImmutableDaemonSet(chart, 'agent', { drainSeconds: 30, containers });
    expect(() => objectOf(chart, 'DaemonSet')).toThrow(
      'shop/agent: drainSeconds 30 is refused; use a whole number from 0 to less than the termination grace period of 30 seconds',
    );
  });
});
