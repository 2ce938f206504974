import { describe, expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { autoscale, type ScalableWorkload } from '../../../constructs/workload/autoscale.ts';
import type { StackChart } from '../../../model/chart.ts';
import { objectOf, testChart } from '../../support/stack-chart.ts';
import { TestWorkload } from '../network/test-workload.ts';

function workload(chart: StackChart, replicas?: number): ScalableWorkload {
  return Object.assign(new TestWorkload(chart, 'web'), { replicas });
}

describe('autoscale', () => {
  test('renders an autoscaler that starts from the replicas of the workload and aims at 80 % CPU', () => {
    const chart = testChart();
    autoscale(workload(chart, 3), { max: 10 });
    expect(objectOf(chart, 'HorizontalPodAutoscaler')).toEqual({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: {
        name: 'web',
        namespace: 'shop',
        labels: { 'app.kubernetes.io/name': 'web', 'app.kubernetes.io/instance': 'shop' },
      },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 3,
        maxReplicas: 10,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
        ],
        behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
      },
    });
  });

  test.each([
    ['CPU and memory', { cpu: 60, memory: 70 }, ['cpu', 60, 'memory', 70]],
    ['memory alone', { memory: 70 }, ['memory', 70]],
  ])('aims at %s', (_, targets, expected) => {
    const chart = testChart();
    autoscale(workload(chart), { min: 2, max: 4, ...targets });
    const { metrics } = objectOf(chart, 'HorizontalPodAutoscaler').spec as {
      metrics: { resource: { name: string; target: { averageUtilization: number } } }[];
    };
    expect(metrics.flatMap(({ resource }) => [resource.name, resource.target.averageUtilization])).toEqual(expected);
  });

  test('never goes below two pods by default', () => {
    const chart = testChart();
    autoscale(workload(chart), { max: 4 });
    expect(objectOf(chart, 'HorizontalPodAutoscaler')).toMatchObject({ spec: { minReplicas: 2 } });
  });

  test.each([
    [
      'a min of one pod',
      2,
      { min: 1, max: 4 },
      'shop/web: autoscale min: 1 cannot lose a pod without an outage; use a whole number from 2',
    ],
    ['a max below min', 4, { max: 3 }, 'shop/web: autoscale max: 3 is less than min 4; use a whole number from 4'],
    ['no percentage', 2, { max: 4, cpu: 0 }, 'shop/web: autoscale cpu: 0 is no percentage; use a whole number from 1'],
    [
      'replicas that it would change at once',
      1,
      { max: 4 },
      'shop/web: replicas: 1, with which it starts, is outside autoscale min 2 to max 4; adapt one',
    ],
  ])('refuses %s', (_, replicas, options, message) => {
    expect(() => autoscale(workload(testChart(), replicas), options)).toThrow(message);
  });

  test('refuses to be called twice', () => {
    const web = workload(testChart(), 2);
    autoscale(web, { max: 4 });
    expect(() => autoscale(web, { max: 6 })).toThrow(
      'shop/web: autoscale() was called before; call it once, with everything',
    );
  });

  test('refuses a workload without replicas', () => {
    const chart = testChart();
    const object = new ApiObject(chart, 'agent-object', { apiVersion: 'apps/v1', kind: 'DaemonSet' });
    const agent = Object.assign(new TestWorkload(chart, 'agent'), { object });
    expect(() => autoscale(agent, { max: 4 })).toThrow(
      'shop/agent: a DaemonSet has no replicas to autoscale; use a Deployment or a StatefulSet',
    );
  });
});
