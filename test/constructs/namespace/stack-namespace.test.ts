import { describe, expect, test } from '@jest/globals';
import { StackNamespace } from '../../../constructs/namespace/index.ts';
import { MissingFact } from '../../../model/missing-fact.ts';
import { objectOf, objectsOf, testChart, testFacts } from '../../support/stack-chart.ts';

function rendered(overlay: object = {}, sealed = true) {
  const chart = testChart({ facts: testFacts(overlay) });
  new StackNamespace(chart, { sealed });
  return chart;
}

describe('the namespace of a stack', () => {
  test('admits only restricted pods and is sealed', () => {
    const { name, labels } = objectOf(rendered(), 'Namespace').metadata;
    expect({ name, labels }).toEqual({
      name: 'shop',
      labels: {
        'pod-security.kubernetes.io/enforce': 'restricted',
        'pod-security.kubernetes.io/enforce-version': 'latest',
        'pod-security.kubernetes.io/warn': 'restricted',
        'pod-security.kubernetes.io/warn-version': 'latest',
        'pod-security.kubernetes.io/audit': 'restricted',
        'pod-security.kubernetes.io/audit-version': 'latest',
        'stele.dev/sealed': 'true',
      },
    });
  });

  test('is not sealed where the environment is not', () => {
    expect(objectOf(rendered({}, false), 'Namespace').metadata.labels).not.toHaveProperty(['stele.dev/sealed']);
  });

  test('denies every connection to begin with', () => {
    expect(objectOf(rendered(), 'NetworkPolicy', 'default-deny')).toEqual({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'default-deny', namespace: 'shop' },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
  });

  test('lets every pod ask cluster DNS, a node-local cache included', () => {
    const dns = {
      peers: [{ namespace: 'kube-system', pods: { 'k8s-app': 'kube-dns' } }, { cidr: '169.254.20.10/32' }],
      ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }],
    };
    expect(objectOf(rendered({ network: { dns } }), 'NetworkPolicy', 'allow-dns').spec).toEqual({
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
            { ipBlock: { cidr: '169.254.20.10/32' } },
          ],
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
      ],
    });
  });

  test('is these three objects', () => {
    expect(objectsOf(rendered()).map(({ kind }) => kind)).toEqual(['Namespace', 'NetworkPolicy', 'NetworkPolicy']);
  });

  test('needs to know where DNS is', () => {
    const facts = testFacts();
    const chart = testChart({ facts: { ...facts, network: { ...facts.network, dns: undefined } } });
    expect(() => new StackNamespace(chart, { sealed: true })).toThrow(
      new MissingFact('network.dns', 'the DNS policy of namespace shop'),
    );
  });
});
