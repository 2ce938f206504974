import type { Graph } from '../graph/graph.ts';
import type { MadePods } from '../graph/made-pods.ts';
import { OTHER_POLICY_KINDS } from '../graph/network-policies.ts';
import { takesEverything } from '../label-selector.ts';
import { isControlled } from '../owner.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'require-network-policy',
  title: 'A NetworkPolicy for each pod, in both directions',
  severity: 'error',
  why: 'A pod that no NetworkPolicy selects may be reached by every pod of the cluster, and may reach everything, the internet and the metadata service of the cloud among it. A policy for one direction leaves the other open.',
  fix: 'Deny both directions for all pods of the namespace (podSelector: {} and policyTypes: [Ingress, Egress]), then allow what is needed. In Stele each stack has such a default-deny.',
  upstream: [
    'C-0030',
    'C-0049',
    'C-0054',
    'C-0206',
    'C-0260',
    'CIS 5.3.2',
    'KSV-0038',
    'kube-linter: non-isolated-pod',
    'kube-score: pod-networkpolicy',
    'kyverno: require-netpol',
  ],
  links: ['https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation'],
  since: '0.1.0',
  *check(graph, { complete }) {
    const isolated = { Ingress: new Isolation(graph, 'ingress'), Egress: new Isolation(graph, 'egress') };
    const others = graph.ofKind(...OTHER_POLICY_KINDS)[0];
    for (const node of graph.workloads) {
      const { pods, object } = node;
      // a policy does not hold for pods in the network of their node
      if (pods === undefined || pods.spec.hostNetwork === true || isControlled(object)) continue;
      const namespace = graph.namespaceOf(node);
      const open = (['Ingress', 'Egress'] as const).filter((direction) => !isolated[direction].holds(namespace, pods));
      if (open.length === 0) continue;
      // in a namespace that another Application fills too, it may bring the policies
      const softly = !complete || others !== undefined || !graph.unseen.isWhole(namespace);
      const note = others === undefined ? '' : ` (${others.object.kind} ${others.name} is not looked at)`;
      yield {
        object,
        pointer: pods.pointer.replace(/\/?spec$/, ''),
        message: `no NetworkPolicy selects its pods for ${open.join(' and ')}${note}`,
        value: undefined,
        ...(softly ? { severity: 'warning' as const } : {}),
      };
    }
  },
  examples: {
    pass: [
      {
        title: 'one for all pods, both directions; a pod in the network of its node',
        yaml: `
          apiVersion: networking.k8s.io/v1
          kind: NetworkPolicy
          metadata: { name: default-deny }
          spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            template:
              metadata: { labels: { app: web } }
              spec: { containers: [] }
          ---
          apiVersion: v1
          kind: Pod
          metadata: { name: node-tool, namespace: kube-system }
          spec: { hostNetwork: true, containers: [] }
        `,
      },
      {
        title: 'two that select it, one of which says its direction by its rules',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web, labels: { app: web, tier: front } }
          spec: { containers: [] }
          ---
          apiVersion: networking.k8s.io/v1
          kind: NetworkPolicy
          metadata: { name: ingress }
          spec: { podSelector: { matchExpressions: [{ key: app, operator: In, values: [web, shop] }] }, policyTypes: [Ingress] }
          ---
          apiVersion: networking.k8s.io/v1
          kind: NetworkPolicy
          metadata: { name: egress }
          spec: { podSelector: { matchLabels: { tier: front } }, egress: [{ to: [{ ipBlock: { cidr: 192.0.2.0/24 } }] }] }
        `,
      },
    ],
    fail: [
      {
        title: 'none, and a policy without policyTypes, which leaves egress open',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web, labels: { app: web } }
          spec: { containers: [] }
          ---
          apiVersion: batch/v1
          kind: CronJob
          metadata: { name: report }
          spec:
            jobTemplate:
              spec:
                template:
                  metadata: { labels: { app: report } }
                  spec: { containers: [] }
          ---
          apiVersion: networking.k8s.io/v1
          kind: NetworkPolicy
          metadata: { name: report }
          spec: { podSelector: { matchLabels: { app: report } } }
        `,
        at: ['', '/spec/jobTemplate/spec/template'],
      },
    ],
  },
});

/** The pods that policies select for one direction. */
class Isolation {
  readonly #namespaces = new Set<string>();
  readonly #pods = new Set<MadePods>();

  constructor(graph: Graph, direction: 'ingress' | 'egress') {
    const policies = graph.ofKind('NetworkPolicy').map((node) => ({
      namespace: graph.namespaceOf(node),
      ...node.policy,
    }));
    const about = policies.filter((policy) => policy[direction]);
    for (const { namespace, selector } of about) {
      if (takesEverything(selector)) this.#namespaces.add(namespace);
    }
    for (const { namespace, selector } of about) {
      // where all are isolated, the rest adds nothing
      if (this.#namespaces.has(namespace)) continue;
      for (const pods of graph.podsSelected(namespace, selector)) this.#pods.add(pods);
    }
  }

  holds(namespace: string, pods: MadePods): boolean {
    return this.#namespaces.has(namespace) || this.#pods.has(pods);
  }
}
