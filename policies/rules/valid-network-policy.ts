import type { Graph } from '../graph/graph.ts';
import type { GraphNode } from '../graph/node.ts';
import { selects, takesEverything } from '../label-selector.ts';
import { at, type Fields, fieldsAt, isFields, listAt } from '../read.ts';
import { defineRule, type GraphOffence } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-network-policy',
  title: 'A NetworkPolicy selects pods, and means what it says',
  severity: 'warning',
  why: 'A policy whose labels match nothing is accepted and protects nothing. Neither do rules for a direction that policyTypes leaves out, and a peer that does not exist opens nothing: the connection that was meant is dropped.',
  fix: 'Correct the labels, list the direction in policyTypes, or remove what nothing needs (in Stele: allowFrom() and allowTo() take workloads, not labels).',
  upstream: [
    'C-0299',
    'kube-linter: dangling-networkpolicy',
    'kube-linter: dangling-networkpolicypeer-podselector',
    'kube-score: networkpolicy-targets-pod',
  ],
  links: ['https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource'],
  since: '0.1.0',
  *check(graph) {
    for (const node of graph.ofKind('NetworkPolicy')) {
      const { object } = node;
      const { selector, ingress, egress } = node.policy;
      const namespace = graph.namespaceOf(node);
      for (const [field, meant] of [
        ['ingress', ingress],
        ['egress', egress],
      ] as const) {
        if (meant || listAt(object, 'spec', field).length === 0) continue;
        const type = field === 'ingress' ? 'Ingress' : 'Egress';
        yield { object, pointer: `/spec/${field}`, message: `has rules that mean nothing: policyTypes lacks ${type}` };
      }
      if (!takesEverything(selector)) {
        const pods = graph.podsSelected(namespace, selector);
        if (pods.length === 0) yield* unmatched(graph, node, namespace, '/spec/podSelector', 'selects no pod');
      }
      if (ingress) yield* peerOffences(graph, node, 'ingress', 'from');
      if (egress) yield* peerOffences(graph, node, 'egress', 'to');
    }
  },
  examples: {
    pass: [
      {
        title: 'all pods, some pods, peers that exist, blocks of addresses',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web, labels: { app: web } }
          spec: { containers: [] }
          ---
          apiVersion: networking.k8s.io/v1
          kind: NetworkPolicy
          metadata: { name: default-deny }
          spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
          ---
          apiVersion: networking.k8s.io/v1
          kind: NetworkPolicy
          metadata: { name: web }
          spec:
            podSelector: { matchLabels: { app: web } }
            ingress:
              - from:
                  - podSelector: { matchLabels: { app: web } }
                  - ipBlock: { cidr: 192.0.2.0/24 }
                  - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
                    podSelector: { matchLabels: { k8s-app: kube-dns } }
        `,
      },
    ],
    fail: [
      {
        title: 'labels of no pod, and rules that policyTypes leaves out',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web, labels: { app: web } }
          spec: { containers: [] }
          ---
          apiVersion: networking.k8s.io/v1
          kind: NetworkPolicy
          metadata: { name: website }
          spec: { podSelector: { matchLabels: { app: website } } }
          ---
          apiVersion: networking.k8s.io/v1
          kind: NetworkPolicy
          metadata: { name: web }
          spec:
            podSelector: { matchLabels: { app: web } }
            policyTypes: [Ingress]
            egress: [{ to: [{ ipBlock: { cidr: 192.0.2.0/24 } }] }]
        `,
        at: ['/spec/podSelector', '/spec/egress'],
      },
      {
        title: 'a peer that no pod is',
        yaml: `
          apiVersion: v1
          kind: Namespace
          metadata: { name: shop }
          ---
          apiVersion: v1
          kind: Pod
          metadata: { name: web, labels: { app: web } }
          spec: { containers: [] }
          ---
          apiVersion: networking.k8s.io/v1
          kind: NetworkPolicy
          metadata: { name: web }
          spec:
            podSelector: { matchLabels: { app: web } }
            ingress:
              - from:
                  - podSelector: { matchLabels: { app: shop } }
                  - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } }
                    podSelector: { matchLabels: { app: shop } }
        `,
        at: ['/spec/ingress/0/from/0', '/spec/ingress/0/from/1'],
      },
    ],
  },
});

function* peerOffences(graph: Graph, node: GraphNode, rules: string, side: string): Iterable<GraphOffence> {
  const own = graph.namespaceOf(node);
  for (const [index, rule] of listAt(node.object, 'spec', rules).entries()) {
    for (const [position, peer] of listAt(rule, side).entries()) {
      const podSelector = at(peer, 'podSelector');
      if (!isFields(podSelector) || takesEverything(podSelector)) continue;
      const namespaceSelector = at(peer, 'namespaceSelector');
      const namespaces = isFields(namespaceSelector) ? namespacesOf(graph, namespaceSelector) : [own];
      // somewhere else may be pods that nobody here sees
      if (namespaces.length === 0 || namespaces.some((name) => !graph.unseen.isWhole(name))) continue;
      if (namespaces.some((name) => graph.podsSelected(name, podSelector).length > 0)) continue;
      const pointer = `/spec/${rules}/${index}/${side}/${position}`;
      const [first = own] = namespaces;
      yield* unmatched(graph, node, first, pointer, 'is about a peer that no pod is');
    }
  }
}

/** Those of the tree that a selector takes; none when it may take others too. */
function namespacesOf(graph: Graph, selector: Fields): readonly string[] {
  const name = at(selector, 'matchLabels', 'kubernetes.io/metadata.name');
  const named = typeof name === 'string' ? graph.find('Namespace', '', name) : undefined;
  if (named === undefined) return [];
  const labels = { ...fieldsAt(named.object, 'metadata', 'labels'), 'kubernetes.io/metadata.name': named.name };
  return selects(selector, labels) ? [named.name] : [];
}

function* unmatched(
  graph: Graph,
  { object }: GraphNode,
  namespace: string,
  pointer: string,
  message: string,
): Iterable<GraphOffence> {
  const absence = graph.unseen.bySelector(namespace, graph.podsIn(namespace).length > 0);
  if (absence === undefined) return;
  const { note, ...severity } = absence;
  yield { object, pointer, message: `${message}${note}`, ...severity };
}
