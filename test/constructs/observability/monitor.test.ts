import { describe, expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { monitor } from '../../../constructs/observability/index.ts';
import type { StackChart } from '../../../model/chart.ts';
import { MissingFact } from '../../../model/missing-fact.ts';
import { objectOf, objectsOf, testChart, testFacts } from '../../support/stack-chart.ts';
import { TestWorkload } from '../network/test-workload.ts';

const selectorLabels = { 'app.kubernetes.io/name': 'web', 'app.kubernetes.io/instance': 'shop' };

function web(capabilities: object = {}) {
  const chart = testChart({ facts: testFacts({ capabilities }) });
  return { chart, web: new TestWorkload(chart, 'web') };
}

function service(chart: StackChart, name: string, ports: object[], labels: Record<string, string> = selectorLabels) {
  new ApiObject(chart, `service-${name}`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels },
    spec: { selector: labels, ports },
  });
}

const METRICS_PORT = { name: 'telemetry', port: 80, targetPort: 9797 };

/** The only monitor, whichever kind it is. */
function monitorOf(chart: StackChart) {
  return objectsOf(chart).find(({ kind }) => kind.endsWith('Monitor'));
}

describe('monitor', () => {
  test('scrapes pods where there is no Service', () => {
    const { chart, web: shop } = web();
    monitor(shop, { port: 'metrics' });
    expect(monitorOf(chart)).toEqual({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name: 'web', namespace: 'shop', labels: selectorLabels },
      spec: {
        jobLabel: 'app.kubernetes.io/name',
        selector: { matchLabels: selectorLabels },
        podMetricsEndpoints: [{ port: 'metrics', path: '/metrics' }],
      },
    });
  });

  test('scrapes the Service that serves the port, by the name that the port has there', () => {
    const { chart, web: shop } = web();
    service(chart, 'web', [{ name: 'http', port: 80, targetPort: 'http' }, METRICS_PORT]);
    monitor(shop, { port: 'metrics', path: '/stats', interval: '1m' });
    expect(monitorOf(chart)).toEqual({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name: 'web', namespace: 'shop', labels: selectorLabels },
      spec: {
        jobLabel: 'app.kubernetes.io/name',
        selector: { matchLabels: selectorLabels },
        endpoints: [{ port: 'telemetry', path: '/stats', interval: '1m' }],
      },
    });
  });

  test('gives the same whether the Service comes before or after', () => {
    const before = web();
    service(before.chart, 'web', [METRICS_PORT]);
    monitor(before.web, { port: 'metrics' });
    const after = web();
    monitor(after.web, { port: 'metrics' });
    service(after.chart, 'web', [METRICS_PORT]);
    expect(monitorOf(after.chart)).toEqual(monitorOf(before.chart));
  });

  test('scrapes pods when the Service does not serve the port', () => {
    const { chart, web: shop } = web();
    service(chart, 'web', [{ name: 'http', port: 80, targetPort: 'http' }]);
    monitor(shop, { port: 'metrics' });
    expect(monitorOf(chart)?.kind).toBe('PodMonitor');
  });

  test('scrapes pods when two Services would scrape each of them twice', () => {
    const { chart, web: shop } = web();
    service(chart, 'web', [METRICS_PORT]);
    service(chart, 'web-headless', [METRICS_PORT]);
    monitor(shop, { port: 'metrics' });
    expect(monitorOf(chart)?.kind).toBe('PodMonitor');
  });

  test('takes no Service of another workload', () => {
    const { chart, web: shop } = web();
    service(chart, 'api', [METRICS_PORT], { ...selectorLabels, 'app.kubernetes.io/name': 'api' });
    monitor(shop, { port: 'metrics' });
    expect(monitorOf(chart)?.kind).toBe('PodMonitor');
  });

  test('adds an endpoint with each call, and scrapes pods unless the Service serves all', () => {
    const { chart, web: shop } = web();
    service(chart, 'web', [METRICS_PORT]);
    monitor(shop, { port: 'metrics' });
    monitor(shop, { port: 'http' });
    expect(monitorOf(chart)?.spec).toMatchObject({
      podMetricsEndpoints: [
        { port: 'metrics', path: '/metrics' },
        { port: 'http', path: '/metrics' },
      ],
    });
  });

  test('reads over HTTPS when it is told how to verify', () => {
    const { chart, web: shop } = web();
    monitor(shop, { port: 'metrics', tls: { serverName: 'web.shop.svc' } });
    expect(monitorOf(chart)?.spec).toMatchObject({
      podMetricsEndpoints: [
        { port: 'metrics', path: '/metrics', scheme: 'https', tlsConfig: { serverName: 'web.shop.svc' } },
      ],
    });
  });

  test('lets in monitoring, on that port only', () => {
    const { chart, web: shop } = web();
    monitor(shop, { port: 'metrics' });
    const prometheus = {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
    };
    expect(objectOf(chart, 'NetworkPolicy', 'web-from-monitoring').spec).toMatchObject({
      ingress: [{ from: [prometheus], ports: [{ port: 9797, protocol: 'TCP' }] }],
    });
  });

  test('renders nothing on a cluster without the operator', () => {
    const { chart, web: shop } = web({ prometheusOperator: false });
    monitor(shop, { port: 'metrics' });
    expect(objectsOf(chart).map(({ kind }) => kind)).toEqual(['Deployment']);
  });

  test('needs to know whether the operator runs', () => {
    const facts = testFacts();
    const chart = testChart({
      facts: { ...facts, capabilities: { ...facts.capabilities, prometheusOperator: undefined } },
    });
    expect(() => monitor(new TestWorkload(chart, 'web'), { port: 'metrics' })).toThrow(
      new MissingFact('capabilities.prometheusOperator', 'the monitor of shop/web'),
    );
  });

  test.each([
    [
      { port: 'metric' },
      'no container has port "metric" (did you mean "metrics"?); its ports are: http, metrics, dns-udp, dns-tcp',
    ],
    [{ port: 'dns-udp' }, 'port "dns-udp" is UDP; metrics are read over TCP'],
    [{ port: 'metrics', path: 'metrics' }, 'path "metrics" is relative; begin it with "/"'],
    [{ port: 'metrics', interval: '30' }, 'interval "30" is no duration; write for example 30s, 5m or 1h30m'],
  ])('refuses %j', (options, message) => {
    expect(() => monitor(web().web, options)).toThrow(`shop/web: monitor: ${message}`);
  });

  test('refuses the same endpoint twice', () => {
    const { web: shop } = web();
    monitor(shop, { port: 'metrics' });
    expect(() => monitor(shop, { port: 'metrics', interval: '1m' })).toThrow(
      'shop/web: monitor: port "metrics" is scraped at /metrics already; drop one of the two',
    );
  });
});
