import { expect, test } from '@jest/globals';
import { NetworkPolicyIpBlock } from 'cdk8s-plus-28';
import { ImmutableDeployment } from '../../../constructs/workload/index.ts';
import { IMAGE, objectOf, objectsOf, testChart } from '../../support/stack-chart.ts';
import { selectorOf } from './expected.ts';

test('connections of cdk8s-plus are named after the two workloads, and select their pods', () => {
  const chart = testChart();
  const [web, admin, api] = ['web', 'admin', 'api'].map(
    (name) => new ImmutableDeployment(chart, name, { containers: [{ image: IMAGE, ports: { http: 8080 } }] }),
  );
  if (web === undefined || admin === undefined || api === undefined) throw new Error('three were made');
  web.connections.allowTo(api);
  api.connections.allowFrom(admin);
  expect(names(chart)).toEqual(['web.to.api', 'api.from.web', 'api.from.admin', 'admin.to.api']);
  expect(objectOf(chart, 'NetworkPolicy', 'web.to.api').spec).toMatchObject({
    podSelector: { matchLabels: selectorOf('web') },
    egress: [{ to: [{ podSelector: { matchLabels: selectorOf('api') } }], ports: [{ port: 8080 }] }],
  });
  expect(objectOf(chart, 'NetworkPolicy', 'admin.to.api').spec).toMatchObject({
    podSelector: { matchLabels: selectorOf('admin') },
  });
});

test('a connection to addresses is named after their construct', () => {
  const chart = testChart();
  const web = new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE }] });
  web.connections.allowTo(NetworkPolicyIpBlock.ipv4(chart, 'Partner', '192.0.2.0/24'));
  expect(names(chart)).toEqual(['web.to.partner']);
});

function names(chart: ReturnType<typeof testChart>): string[] {
  return objectsOf(chart)
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ metadata }) => metadata.name);
}
