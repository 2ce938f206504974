import { expect, it } from '@jest/globals';
import { allowedConnections, type Peer, workloadPeers } from './support/connections.ts';
import { readObject, renderedCluster } from './support/rendered.ts';

// who is on the network beside what Stele renders: operators make the pods of monitoring
const OTHERS: readonly Peer[] = [
  { name: 'gateway', ip: '10.0.2.1', pods: { namespace: 'gateway', labels: { app: 'gateway' } }, ports: {} },
  {
    name: 'prometheus',
    ip: '10.0.2.2',
    pods: { namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } },
    ports: { web: { number: 9090, protocol: 'TCP' } },
  },
  { name: 'stranger', ip: '10.0.2.3', pods: { namespace: 'stranger', labels: {} }, ports: {} },
  {
    name: 'dns',
    ip: '10.0.2.4',
    pods: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
    ports: { dns: { number: 53, protocol: 'UDP' } },
  },
  { name: 'api-server', ip: '10.20.0.7', ports: { https: { number: 443, protocol: 'TCP' } } },
  { name: 'internet', ip: '203.0.113.7', ports: { https: { number: 443, protocol: 'TCP' } } },
];

it('lets through what the applications of prod-eu-1 need, and nothing else', () => {
  const objects = renderedCluster('prod', 'prod-eu-1').files.map(readObject);
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');

  const connections = allowedConnections(policies, [...workloadPeers(objects), ...OTHERS]);

  expect(connections).toEqual([]);
});
