import { expect, it } from '@jest/globals';
import { allowedConnections, type Peer, workloadPeers } from './support/connections.ts';
import { readObject, renderedCluster } from './support/rendered.ts';

// who is on the network beside what Stele renders: operators make the pods of monitoring
const OTHERS: readonly Peer[] = [
  { name: 'gateway', ip: '10.0.2.1', pods: { namespace: 'gateway', labels: { app: 'gateway' } }, ports: {} },
  operated('prometheus', '10.0.2.2', 9090),
  operated('alertmanager', '10.0.2.6', 9093),
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

const EXPECTED = [
  'alertmanager -> dns:dns',
  'catalog/catalog -> dns:dns',
  'catalog/catalog -> redis/redis:redis',
  'catalog/catalog-migrate -> dns:dns',
  'catalog/catalog-migrate -> redis/redis:redis',
  'gateway -> catalog/catalog:http',
  'gateway -> httpd/httpd:http',
  'gateway -> nginx/nginx:http',
  'gateway -> podinfo/podinfo:http',
  'httpd/httpd -> dns:dns',
  'monitoring/prometheus-operator -> api-server:https',
  'monitoring/prometheus-operator -> dns:dns',
  'nginx/nginx -> dns:dns',
  'podinfo/podinfo -> dns:dns',
  'prometheus -> alertmanager:web',
  'prometheus -> api-server:https',
  'prometheus -> catalog/catalog:metrics',
  'prometheus -> dns:dns',
  'prometheus -> monitoring/prometheus-operator:http',
  'prometheus -> podinfo/podinfo:metrics',
  'redis/redis -> dns:dns',
  'report/report -> api-server:https',
  'report/report -> dns:dns',
];

it('lets through what the applications of prod-eu-1 need, and nothing else', () => {
  const objects = renderedCluster('prod', 'prod-eu-1').files.map(readObject);
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');

  const connections = allowedConnections(policies, [...workloadPeers(objects), ...OTHERS]);

  expect(connections).toEqual(EXPECTED);
});

/** Pods that the Prometheus operator makes of an object named `monitoring`. */
function operated(name: string, ip: string, port: number): Peer {
  const labels = {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': 'monitoring',
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    [name]: 'monitoring',
  };
  return { name, ip, pods: { namespace: 'monitoring', labels }, ports: { web: { number: port, protocol: 'TCP' } } };
}
