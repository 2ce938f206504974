import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-namespace',
  title: 'The namespace of an object exists',
  severity: 'error',
  why: 'An object in a namespace that nobody creates is refused, and Argo CD tries for ever. A namespace that is made by hand lacks its Pod Security labels, and is missing in the next cluster.',
  fix: 'Add the Namespace to the tree (a stack of Stele renders its own), or correct metadata.namespace. YAML that is only a part of a cluster is not asked for its namespaces.',
  upstream: [],
  links: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/'],
  since: '0.1.0',
  *check(graph, { complete }) {
    if (!complete) return;
    for (const node of graph.nodes) {
      const { namespace, object } = node;
      // a hub keeps its Applications where its own Argo CD runs, and day 0 makes that namespace
      if (namespace === '' || node.kind.endsWith('.argoproj.io') || graph.unseen.hasNamespace(namespace)) continue;
      yield { object, pointer: '/metadata/namespace', message: `namespace ${namespace} does not exist` };
    }
  },
  examples: {
    pass: [
      {
        title: 'one of the tree, one that every cluster has, one that an Application makes',
        yaml: `
          apiVersion: v1
          kind: Namespace
          metadata: { name: web }
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web, namespace: web }
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: coredns-custom, namespace: kube-system }
          ---
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: { name: cert-manager, namespace: argocd }
          spec:
            destination: { server: https://kubernetes.default.svc, namespace: cert-manager }
            syncPolicy: { syncOptions: [CreateNamespace=true] }
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: settings, namespace: cert-manager }
        `,
      },
      {
        title: 'a part of a cluster',
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web, namespace: web }
        `,
        complete: false,
      },
    ],
    fail: [
      {
        title: 'a name that is not quite right',
        yaml: `
          apiVersion: v1
          kind: Namespace
          metadata: { name: web }
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web, namespace: webb }
        `,
        at: ['/metadata/namespace'],
      },
    ],
  },
});
