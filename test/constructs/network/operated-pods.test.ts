import { expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { allowFrom, OperatedPods, workload } from '../../../constructs/network/index.ts';
import { objectOf, testChart } from '../../support/stack-chart.ts';

test('pods that an operator makes are let in to by their labels and ports, as those of a workload', () => {
  const chart = testChart();
  const object = new ApiObject(chart, 'db', {
    apiVersion: 'example.com/v1',
    kind: 'Database',
    metadata: { name: 'db' },
  });
  const pods = new OperatedPods(chart, 'database', {
    object,
    ports: { sql: 5432, 'gossip-tcp': 7946, 'gossip-udp': { number: 7946, protocol: 'UDP' } },
  });
  allowFrom(pods, workload('shop', 'database'), 7946);
  const labels = { 'app.kubernetes.io/name': 'database', 'app.kubernetes.io/instance': 'shop' };
  expect(objectOf(chart, 'NetworkPolicy', 'database-from-shop.database').spec).toMatchObject({
    podSelector: { matchLabels: labels },
    ingress: [
      {
        from: [{ podSelector: { matchLabels: labels } }],
        ports: [
          { port: 7946, protocol: 'TCP' },
          { port: 7946, protocol: 'UDP' },
        ],
      },
    ],
  });
});
