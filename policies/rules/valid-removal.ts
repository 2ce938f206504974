import { isHook } from '../hook.ts';
import { pointer } from '../read.ts';
import { defineRule } from '../rule.ts';
import { syncOptionsOf } from '../sync-options.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-removal',
  title: 'Nothing that takes data with it is removed unasked',
  severity: 'error',
  why: 'Argo CD prunes what is no longer in Git. A Namespace takes everything in it along, a claim its data, a CRD all objects of its kind: a wrong merge is enough. And an object that moves from one stack to another in one commit is deleted by the stack that gave it up.',
  fix: 'Annotate Namespaces, claims and CRDs with argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm (Stele does). An object that moves goes by Prune=false first (in Stele: keepOnPrune()), in a commit of its own.',
  upstream: [],
  links: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#resource-pruning-with-confirmation',
    'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-resource-deletion',
  ],
  since: '0.1.0',
  *check(graph, { complete, moves }) {
    for (const [object, { from, to, clusters }] of moves) {
      yield {
        object,
        pointer: '',
        message: `moves from stack ${from} to stack ${to} in one commit: Argo CD would delete it on ${clusters.join(', ')}, because ${from} no longer has it`,
        remedy: `let ${from} render it once more with keepOnPrune(), commit that and wait until Argo CD has synced it; then move it, and drop the call`,
      };
    }
    // what others deploy, they may deploy without Argo CD
    if (!complete) return;
    for (const { object } of graph.ofKind('Namespace', 'PersistentVolumeClaim', 'CustomResourceDefinition')) {
      if (isHook(object)) continue;
      const options = syncOptionsOf(object);
      const free = ['Prune', 'Delete'].filter((option) => !GUARDED.includes(options.get(option) ?? ''));
      if (free.length === 0) continue;
      const place = pointer('metadata', 'annotations', 'argocd.argoproj.io/sync-options');
      yield {
        object,
        pointer: place,
        message: `can be removed without confirmation: lacks ${free.map((one) => `${one}=confirm`).join(' and ')}`,
      };
    }
  },
  examples: {
    pass: [
      {
        title: 'after confirmation, or never',
        yaml: `
          apiVersion: v1
          kind: Namespace
          metadata:
            name: web
            annotations: { argocd.argoproj.io/sync-options: 'Prune=confirm,Delete=confirm' }
          ---
          apiVersion: v1
          kind: PersistentVolumeClaim
          metadata:
            name: data
            annotations: { argocd.argoproj.io/sync-options: 'ServerSideApply=true, Prune=false, Delete=false' }
        `,
      },
    ],
    fail: [
      {
        title: 'at once, or with the Application',
        yaml: `
          apiVersion: apiextensions.k8s.io/v1
          kind: CustomResourceDefinition
          metadata: { name: widgets.example.com }
          ---
          apiVersion: v1
          kind: Namespace
          metadata:
            name: web
            annotations: { argocd.argoproj.io/sync-options: Prune=confirm }
        `,
        at: [
          '/metadata/annotations/argocd.argoproj.io~1sync-options',
          '/metadata/annotations/argocd.argoproj.io~1sync-options',
        ],
      },
    ],
  },
});

const GUARDED: readonly string[] = ['confirm', 'false'];
