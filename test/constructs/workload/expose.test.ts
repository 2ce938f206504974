import { describe, expect, test } from '@jest/globals';
import { expose } from '../../../constructs/workload/expose.ts';
import { MissingFact } from '../../../model/missing-fact.ts';
import { objectOf, objectsOf, testChart, testFacts } from '../../support/stack-chart.ts';
import { TestWorkload } from '../network/test-workload.ts';

const LABELS = { 'app.kubernetes.io/name': 'web', 'app.kubernetes.io/instance': 'shop' };

function ingressChart(clusterIssuer?: string) {
  const capabilities = { routing: { kind: 'ingress', className: 'nginx', clusterIssuer } } as const;
  return testChart({ facts: { ...testFacts(), capabilities } });
}

function kindsOf(chart: ReturnType<typeof testChart>): string[] {
  return objectsOf(chart)
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'Deployment');
}

describe('expose', () => {
  test('renders a Service whose ports lead to the container ports by name', () => {
    const chart = testChart();
    expose(new TestWorkload(chart, 'web'), { port: ['http', 'dns-udp'] });
    expect(objectOf(chart, 'Service')).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'shop', labels: LABELS },
      spec: {
        type: 'ClusterIP',
        selector: LABELS,
        ports: [
          { name: 'http', port: 9898, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' },
          { name: 'dns-udp', port: 53, targetPort: 'dns-udp', protocol: 'UDP' },
        ],
      },
    });
  });

  test('opens nothing without a host', () => {
    const chart = testChart();
    expose(new TestWorkload(chart, 'web'), { port: 'http' });
    expect(kindsOf(chart)).toEqual(['Service']);
  });

  test('gives an HTTPRoute on a cluster with a gateway', () => {
    const chart = testChart();
    expose(new TestWorkload(chart, 'web'), { port: 'http', host: 'shop.example.com' });
    expect(objectOf(chart, 'HTTPRoute')).toEqual({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'web', namespace: 'shop', labels: LABELS },
      spec: {
        parentRefs: [
          {
            group: 'gateway.networking.k8s.io',
            kind: 'Gateway',
            namespace: 'gateway',
            name: 'public',
            sectionName: 'https',
          },
        ],
        hostnames: ['shop.example.com'],
        rules: [
          {
            matches: [{ path: { type: 'PathPrefix', value: '/' } }],
            backendRefs: [{ group: '', kind: 'Service', name: 'web', port: 9898, weight: 1 }],
          },
        ],
      },
    });
  });

  test('gives an Ingress with a certificate of its own on a cluster with an issuer', () => {
    const chart = ingressChart('letsencrypt');
    expose(new TestWorkload(chart, 'web'), { port: 'http', host: ['a.example.com', 'b.example.com'], path: '/api' });
    const http = {
      paths: [{ path: '/api', pathType: 'Prefix', backend: { service: { name: 'web', port: { name: 'http' } } } }],
    };
    expect(objectOf(chart, 'Ingress')).toEqual({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: 'web',
        namespace: 'shop',
        labels: LABELS,
        annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt' },
      },
      spec: {
        ingressClassName: 'nginx',
        tls: [{ hosts: ['a.example.com', 'b.example.com'], secretName: 'web-tls' }],
        rules: [
          { host: 'a.example.com', http },
          { host: 'b.example.com', http },
        ],
      },
    });
  });

  test('leaves the certificate to the controller on a cluster without issuer, and keeps TLS on', () => {
    const chart = ingressChart();
    expose(new TestWorkload(chart, 'web'), { port: 'http', host: 'a.example.com' });
    const ingress = objectOf(chart, 'Ingress');
    expect(ingress).toMatchObject({ spec: { tls: [{ hosts: ['a.example.com'] }] } });
    expect(JSON.stringify(ingress)).not.toMatch(/secretName|cert-manager/);
  });

  test('opens the routed port to the gateway, and no other port', () => {
    const chart = testChart();
    expose(new TestWorkload(chart, 'web'), { port: ['http', 'metrics'], host: 'shop.example.com' });
    expect(objectOf(chart, 'NetworkPolicy')).toMatchObject({
      spec: {
        podSelector: { matchLabels: LABELS },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'gateway' } } }],
            ports: [{ port: 9898, protocol: 'TCP' }],
          },
        ],
      },
    });
  });

  test('adds ports to the same Service, each once, when it is called again', () => {
    const chart = testChart();
    const web = new TestWorkload(chart, 'web');
    const service = expose(web, { port: 'http' });
    expect(expose(web, { port: ['http', 'metrics'] })).toBe(service);
    expect(objectOf(chart, 'Service')).toMatchObject({
      spec: { ports: [{ name: 'http' }, { name: 'metrics' }] },
    });
  });

  test('gives a second route a name of its own', () => {
    const chart = testChart();
    const web = new TestWorkload(chart, 'web');
    expose(web, { port: 'http', host: 'shop.example.com' });
    expose(web, { port: 'metrics', host: 'metrics.example.com', route: 'web-metrics' });
    expect(objectOf(chart, 'HTTPRoute', 'web-metrics')).toMatchObject({
      spec: { hostnames: ['metrics.example.com'], rules: [{ backendRefs: [{ name: 'web', port: 9797 }] }] },
    });
  });

  test('refuses a second route of the same name', () => {
    const web = new TestWorkload(testChart(), 'web');
    expose(web, { port: 'http', host: 'shop.example.com' });
    expect(() => expose(web, { port: 'http', host: 'other.example.com' })).toThrow(
      'shop/web: expose: there is a route "web" already; give host a list, or this route a name of its own',
    );
  });

  test('needs the fact capabilities.routing for a host', () => {
    const chart = testChart({ facts: { ...testFacts(), capabilities: {} } });
    expect(() => expose(new TestWorkload(chart, 'web'), { port: 'http', host: 'shop.example.com' })).toThrow(
      new MissingFact('capabilities.routing', 'the route to workload shop/web'),
    );
  });

  test.each([
    [
      'an unknown port',
      { port: 'htpp' },
      'shop/web: expose: no container has a port "htpp" (did you mean "http"?); its ports: http, metrics, dns-udp, dns-tcp',
    ],
    ['no port', { port: [] }, 'shop/web: expose: port is empty; name at least one'],
    ['a path without host', { port: 'http', path: '/api' }, 'shop/web: expose: path and route belong to a host'],
    [
      'a host with a port',
      { port: 'http', host: 'a.example.com:443' },
      'expose: host "a.example.com:443" is no host name',
    ],
    ['a host in capitals', { port: 'http', host: 'A.example.com' }, 'expose: host "A.example.com" is no host name'],
    ['an address as host', { port: 'http', host: '192.0.2.1' }, 'expose: host "192.0.2.1" is no host name'],
    ['no host in the list', { port: 'http', host: [] }, 'expose: host is empty; leave it out, or name one'],
    [
      'a path that means another',
      { port: 'http', host: 'a.example.com', path: '/a/../b' },
      'expose: path "/a/../b" is no beginning of a path; write for example "/api"',
    ],
    [
      'a path with what an HTTPRoute refuses',
      { port: 'http', host: 'a.example.com', path: '/{id}' },
      'expose: path "/{id}" is no beginning of a path',
    ],
    [
      'a host given twice',
      { port: 'http', host: ['a.example.com', 'a.example.com'] },
      'expose: a host is there twice; drop one',
    ],
    [
      'a path that is none',
      { port: 'http', host: 'a.example.com', path: 'api' },
      'expose: path "api" is no beginning of a path; write for example "/api"',
    ],
    [
      'a route to a UDP port',
      { port: 'dns-udp', host: 'a.example.com' },
      'expose: port "dns-udp" is UDP, and routes carry HTTP; name a TCP port first',
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() => expose(new TestWorkload(testChart(), 'web'), options)).toThrow(message);
  });

  test('refuses a workload whose name a Service cannot have', () => {
    expect(() => expose(new TestWorkload(testChart(), '2048'), { port: 'http' })).toThrow(
      'shop/2048: a Service cannot be called "2048", which does not begin with a letter; name the workload otherwise',
    );
  });

  test('takes a wildcard host', () => {
    const chart = testChart();
    expose(new TestWorkload(chart, 'web'), { port: 'http', host: '*.example.com' });
    expect(objectOf(chart, 'HTTPRoute')).toMatchObject({ spec: { hostnames: ['*.example.com'] } });
  });
});
