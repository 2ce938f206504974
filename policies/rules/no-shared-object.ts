import { repeated } from '../graph/repeated.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'no-shared-object',
  title: 'No object of two Applications',
  severity: 'error',
  why: 'Two Applications that have the same object take it from each other: it changes with every sync, and when one of them gives it up, it is pruned although the other still wants it.',
  fix: 'Leave it to one of the two stacks. Stele refuses to render such a tree (exit 2), so this one was merged or edited by hand: run stele synth.',
  upstream: [],
  links: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#fail-the-sync-if-a-shared-resource-is-found',
  ],
  since: '0.1.0',
  *check(graph) {
    if (graph.places === undefined) return;
    for (const { node, first } of repeated(graph)) {
      const [one, other] = [graph.applications.ownerOf(first.object), graph.applications.ownerOf(node.object)];
      if (one === other) continue;
      const names = [one, other].map((application) => application?.node.name ?? 'the root Application').join(' and ');
      yield { object: node.object, pointer: '/metadata/name', message: `the same object is of ${names}` };
    }
  },
  examples: {
    pass: [
      {
        title: 'two Applications with an object of the same name in namespaces of their own',
        yaml: `
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: { name: web, namespace: argocd }
          spec: { source: { path: manifests/web, directory: { recurse: true } } }
          ---
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: { name: shop, namespace: argocd }
          spec: { source: { path: manifests/shop, directory: { recurse: true } } }
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: settings, namespace: web }
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: settings, namespace: shop }
        `,
        files: ['apps/web.yaml', 'apps/shop.yaml', 'manifests/web/web/settings.yaml', 'manifests/shop/settings.yaml'],
      },
    ],
    fail: [
      {
        title: 'one object in the folders of two Applications',
        yaml: `
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: { name: web, namespace: argocd }
          spec: { source: { path: manifests/web, directory: { recurse: true } } }
          ---
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: { name: shop, namespace: argocd }
          spec: { source: { path: manifests/shop, directory: { recurse: true } } }
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: settings, namespace: web }
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: settings, namespace: web }
        `,
        files: ['apps/web.yaml', 'apps/shop.yaml', 'manifests/web/web/settings.yaml', 'manifests/shop/settings.yaml'],
        at: ['/metadata/name'],
      },
    ],
  },
});
