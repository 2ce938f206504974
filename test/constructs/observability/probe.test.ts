import { describe, expect, test } from '@jest/globals';
import { Probe, type ProbeProps } from '../../../constructs/observability/index.ts';
import { objectOf, objectsOf, testChart, testFacts } from '../../support/stack-chart.ts';

const props: ProbeProps = {
  targets: ['https://shop.example.com'],
  module: 'http_2xx',
  prober: 'blackbox.monitoring.svc:9115',
};

describe('Probe', () => {
  test('looks at its targets through the prober', () => {
    const chart = testChart();
    new Probe(chart, 'shop', { ...props, interval: '1m', labels: { site: 'public' } });
    expect(objectOf(chart, 'Probe')).toEqual({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Probe',
      metadata: { name: 'shop', namespace: 'shop' },
      spec: {
        prober: { url: 'blackbox.monitoring.svc:9115' },
        module: 'http_2xx',
        interval: '1m',
        targets: { staticConfig: { static: ['https://shop.example.com'], labels: { site: 'public' } } },
      },
    });
  });

  test('renders nothing on a cluster without the operator', () => {
    const chart = testChart({ facts: testFacts({ capabilities: { prometheusOperator: false } }) });
    new Probe(chart, 'shop', props);
    expect(objectsOf(chart)).toEqual([]);
  });

  test.each([
    [{ targets: [] }, 'there are no targets; give one, or drop the probe'],
    [{ targets: [' '] }, 'a target is empty; write its URL or host:port'],
    [{ module: '' }, 'module is empty; name one of the prober’s configuration, such as http_2xx'],
    [
      { prober: 'http://blackbox:9115' },
      'prober: "http://blackbox:9115" is no address; write host:port, for example blackbox.monitoring.svc:9115',
    ],
    [{ interval: '1 minute' }, 'interval: "1 minute" is no duration; write for example 30s, 5m or 1h30m'],
  ])('refuses %j', (change, message) => {
    expect(() => new Probe(testChart(), 'shop', { ...props, ...change })).toThrow(`shop/shop: ${message}`);
  });
});
