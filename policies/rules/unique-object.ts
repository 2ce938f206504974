import type { KubeObject } from '../../model/kube.ts';
import { repeated } from '../graph/repeated.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'unique-object',
  title: 'Each object once',
  severity: 'error',
  why: 'Of two objects with the same kind, namespace and name, the cluster keeps the one that is applied last: the other is lost without a word, or both take turns.',
  fix: 'Remove one of them, or rename it. Files that are meant for different clusters are checked apart: then this is only a warning.',
  upstream: [],
  links: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/names/'],
  since: '0.1.0',
  *check(graph, { complete }) {
    const fileOf = (object: KubeObject) => graph.places?.fileOf(object);
    for (const { node, first } of repeated(graph)) {
      // two Applications: no-shared-object says so
      if (graph.applications.ownerOf(node.object) !== graph.applications.ownerOf(first.object)) continue;
      const file = fileOf(first.object);
      const apart = file !== fileOf(node.object);
      yield {
        object: node.object,
        pointer: '/metadata/name',
        message: apart ? `the same object stands in ${file ?? 'another file'}` : 'the same object stands above it',
        ...(apart && !complete ? { severity: 'warning' as const } : {}),
      };
    }
  },
  examples: {
    pass: [
      {
        title: 'one name for two kinds, in two namespaces, and in two groups',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: web, namespace: web }
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web, namespace: web }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: web, namespace: web-canary }
          ---
          apiVersion: serving.knative.dev/v1
          kind: Service
          metadata: { name: web, namespace: web }
        `,
      },
    ],
    fail: [
      {
        title: 'another version of the same object',
        yaml: `
          apiVersion: autoscaling/v1
          kind: HorizontalPodAutoscaler
          metadata: { name: web }
          ---
          apiVersion: autoscaling/v2
          kind: HorizontalPodAutoscaler
          metadata: { name: web }
        `,
        at: ['/metadata/name'],
      },
      {
        title: 'two files of one folder',
        yaml: `
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web }
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: { name: web }
        `,
        files: ['web/config.yaml', 'web/more.yaml'],
        complete: false,
        at: ['/metadata/name'],
      },
    ],
  },
});
