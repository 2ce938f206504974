import { describe, expect, test } from '@jest/globals';
import {
  allowFrom,
  allowTo,
  apiServer,
  cidr,
  gateway,
  loadBalancer,
  monitoring,
  workload,
} from '../../../constructs/network/index.ts';
import { MissingFact } from '../../../model/missing-fact.ts';
import { objectOf, objectsOf, testChart, testFacts } from '../../support/stack-chart.ts';
import { TestWorkload } from './test-workload.ts';

const selectorLabels = { 'app.kubernetes.io/name': 'web', 'app.kubernetes.io/instance': 'shop' };

function web(facts = testFacts()) {
  const chart = testChart({ facts });
  return { chart, web: new TestWorkload(chart, 'web') };
}

/** The rules of the only policy. */
function ruleOf(chart: ReturnType<typeof testChart>): unknown {
  const spec = objectOf(chart, 'NetworkPolicy').spec as { ingress?: unknown[]; egress?: unknown[] };
  return (spec.ingress ?? spec.egress)?.[0];
}

describe('allowFrom', () => {
  test('lets in the pods of a workload of another stack, and nothing else', () => {
    const { chart, web: shop } = web();
    allowFrom(shop, workload('podinfo', 'api'), 'http');
    expect(objectOf(chart, 'NetworkPolicy')).toEqual({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'web-from-podinfo.api', namespace: 'shop', labels: selectorLabels },
      spec: {
        podSelector: { matchLabels: selectorLabels },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'podinfo' } },
                podSelector: {
                  matchLabels: { 'app.kubernetes.io/name': 'api', 'app.kubernetes.io/instance': 'podinfo' },
                },
              },
            ],
            ports: [{ port: 9898, protocol: 'TCP' }],
          },
        ],
      },
    });
  });

  test('takes the namespace of a peer from the environment, whatever its stack is called', () => {
    const chart = testChart({ namespaces: new Map([['db', 'databases']]) });
    allowFrom(new TestWorkload(chart, 'web'), workload('db', 'redis'), 'http');
    expect(ruleOf(chart)).toMatchObject({
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'databases' } } }],
    });
  });

  test('gathers the ports of one peer in one policy, each once, in order', () => {
    const { chart, web: shop } = web();
    for (const port of ['metrics', 'http', 9898, 'http']) allowFrom(shop, gateway(), port);
    expect(ruleOf(chart)).toMatchObject({
      ports: [
        { port: 9797, protocol: 'TCP' },
        { port: 9898, protocol: 'TCP' },
      ],
    });
  });

  test('opens every protocol of a port that is given by number', () => {
    const { chart, web: shop } = web();
    allowFrom(shop, gateway(), 53);
    expect(ruleOf(chart)).toMatchObject({
      ports: [
        { port: 53, protocol: 'TCP' },
        { port: 53, protocol: 'UDP' },
      ],
    });
  });

  test('keeps peers, directions and workloads apart', () => {
    const { chart, web: shop } = web();
    allowFrom(shop, gateway(), 'http');
    allowFrom(shop, monitoring(), 'metrics');
    allowTo(shop, workload('shop', 'web'), 9898);
    allowFrom(shop, workload('shop', 'web'), 'http');
    allowFrom(new TestWorkload(chart, 'api'), gateway(), 'http');
    const policies = objectsOf(chart).filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies.map(({ metadata }) => metadata.name)).toEqual([
      'web-from-gateway',
      'web-from-monitoring',
      'web-to-shop.web',
      'web-from-shop.web',
      'api-from-gateway',
    ]);
  });

  test('finds the cluster’s own peers by its facts', () => {
    const { chart, web: shop } = web(
      testFacts({
        network: { loadBalancers: [{ cidr: '10.1.0.0/16', except: ['10.1.9.0/24'] }, { namespace: 'lb' }] },
      }),
    );
    allowFrom(shop, loadBalancer(), 'http');
    expect(ruleOf(chart)).toMatchObject({
      from: [
        { ipBlock: { cidr: '10.1.0.0/16', except: ['10.1.9.0/24'] } },
        { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'lb' } } },
      ],
    });
  });

  test('means every pod of a namespace when the fact names none', () => {
    const { chart, web: shop } = web();
    allowFrom(shop, gateway(), 'http');
    expect(ruleOf(chart)).toEqual({
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'gateway' } } }],
      ports: [{ port: 9898, protocol: 'TCP' }],
    });
  });

  test('refuses a stack that the environment does not run, with the nearest one', () => {
    const { web: shop } = web();
    expect(() => allowFrom(shop, workload('podinf', 'api'), 'http')).toThrow(
      'shop/web: peer podinf/api: the environment runs no stack "podinf" (did you mean "podinfo"?); it runs monitoring, podinfo, shop',
    );
  });

  test('refuses a port that no container has, with the nearest one', () => {
    const { web: shop } = web();
    expect(() => allowFrom(shop, gateway(), 'htp')).toThrow(
      'shop/web: no container has port "htp" (did you mean "http"?); its ports are: http (9898), metrics (9797), dns-udp (53), dns-tcp (53)',
    );
  });

  test('names the fact that it needs', () => {
    const { web: shop } = web();
    expect(() => allowFrom(shop, loadBalancer(), 'http')).toThrow(
      new MissingFact('network.loadBalancers', 'the network policies of shop/web'),
    );
  });
});

describe('allowTo', () => {
  test('lets out to a block of addresses, except parts of it', () => {
    const { chart, web: shop } = web();
    allowTo(shop, cidr('0.0.0.0/0', { except: ['10.0.0.0/8', '169.254.0.0/16'] }), 443);
    expect(objectOf(chart, 'NetworkPolicy').spec).toEqual({
      podSelector: { matchLabels: selectorLabels },
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '169.254.0.0/16'] } }],
          ports: [{ port: 443, protocol: 'TCP' }],
        },
      ],
    });
  });

  test('reaches the API server where the cluster has it', () => {
    const { chart, web: shop } = web(
      testFacts({ network: { apiServer: { cidrs: ['10.0.0.1/32', '2001:db8::1/128'], port: 443 } } }),
    );
    allowTo(shop, apiServer());
    expect(ruleOf(chart)).toEqual({
      to: [{ ipBlock: { cidr: '10.0.0.1/32' } }, { ipBlock: { cidr: '2001:db8::1/128' } }],
      ports: [{ port: 443, protocol: 'TCP' }],
    });
  });

  test('takes a protocol', () => {
    const { chart, web: shop } = web();
    allowTo(shop, cidr('192.0.2.1/32'), { port: 123, protocol: 'UDP' });
    expect(ruleOf(chart)).toMatchObject({ ports: [{ port: 123, protocol: 'UDP' }] });
  });

  test.each([
    [apiServer(), 443, 'the port of the API server is a fact of the cluster; leave it out'],
    [gateway(), undefined, 'allowTo needs the port that the peer listens on; say which'],
    [gateway(), 0, '0 is no port; use a whole number from 1 to 65535'],
    [gateway(), 65536, '65536 is no port; use a whole number from 1 to 65535'],
    [gateway(), 1.5, '1.5 is no port; use a whole number from 1 to 65535'],
  ])('refuses %j with port %s', (peer, port, message) => {
    const { web: shop } = web();
    expect(() => allowTo(shop, peer, port)).toThrow(`shop/web: ${message}`);
  });

  test.each([
    [cidr('10.0.0.0'), '"10.0.0.0" is no CIDR; write for example 10.0.0.0/8 or 2001:db8::/32'],
    [cidr('10.0.0.0/33'), '"10.0.0.0/33" is no CIDR; write for example 10.0.0.0/8 or 2001:db8::/32'],
    [cidr('fe80::1%eth0/64'), '"fe80::1%eth0/64" is no CIDR; write for example 10.0.0.0/8 or 2001:db8::/32'],
    [
      cidr('10.1.2.3/8'),
      '"10.1.2.3/8" has bits after its prefix or an unusual spelling; for that block write 10.0.0.0/8',
    ],
    [
      cidr('2001:db8:0::/32'),
      '"2001:db8:0::/32" has bits after its prefix or an unusual spelling; for that block write 2001:db8::/32',
    ],
    [
      cidr('10.0.0.0/8', { except: ['192.168.0.0/16'] }),
      'except 192.168.0.0/16 is no smaller part of 10.0.0.0/8; leave it out, or name a block within it',
    ],
    [
      cidr('10.0.0.0/8', { except: ['10.0.0.0/8'] }),
      'except 10.0.0.0/8 is no smaller part of 10.0.0.0/8; leave it out, or name a block within it',
    ],
    [
      cidr('::/0', { except: ['10.0.0.0/8'] }),
      'except 10.0.0.0/8 is no smaller part of ::/0; leave it out, or name a block within it',
    ],
  ])('refuses the block %j', (peer, message) => {
    const { web: shop } = web();
    expect(() => allowTo(shop, peer, 443)).toThrow(`shop/web: ${message}`);
  });
});
