import type { GraphNode } from '../graph/node.ts';
import { serviceOf } from '../graph/services.ts';
import { at, isFields } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-service-selector',
  title: 'A Service selects pods',
  severity: 'error',
  why: 'A Service whose selector matches no pod has no endpoints: every connection is refused, and nothing else says so.',
  fix: 'Give the labels of the pod template to spec.selector (in Stele: expose() does it). A Service for endpoints that are written by hand has no selector; one for a name outside has type ExternalName.',
  upstream: ['C-0293', 'kube-linter: dangling-service', 'kube-score: service-targets-pod'],
  links: ['https://kubernetes.io/docs/concepts/services-networking/service/#services-in-kubernetes'],
  since: '0.1.0',
  *check(graph) {
    for (const node of graph.ofKind('Service')) {
      const selector = serviceOf(node)?.selector;
      const namespace = graph.namespaceOf(node);
      if (selector === undefined || graph.podsSelected(namespace, selector).length > 0) continue;
      const absence = graph.unseen.bySelector(namespace, graph.podsIn(namespace).length > 0);
      if (absence === undefined) continue;
      const { note, ...severity } = absence;
      const message = `selects no pod (${labelsText(node)})${note}`;
      yield { object: node.object, pointer: '/spec/selector', message, ...severity };
    }
  },
  examples: {
    pass: [
      {
        title: 'some labels of the pods of a Deployment, and of a Prometheus',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            template:
              metadata: { labels: { app: web, version: '2' } }
              spec: { containers: [] }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec: { selector: { app: web } }
          ---
          apiVersion: monitoring.coreos.com/v1
          kind: Prometheus
          metadata: { name: main }
          spec: { replicas: 2 }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: prometheus }
          spec: { selector: { app.kubernetes.io/name: prometheus, prometheus: main } }
        `,
      },
      {
        title: 'none: endpoints that are written by hand, and a name outside',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: database }
          spec: { ports: [{ port: 5432 }] }
          ---
          apiVersion: discovery.k8s.io/v1
          kind: EndpointSlice
          metadata: { name: database-1, labels: { kubernetes.io/service-name: database } }
          addressType: IPv4
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: mail }
          spec: { type: ExternalName, externalName: mail.example.com, selector: { app: none } }
        `,
      },
      {
        title: 'one pod of a StatefulSet, by the label that it is given',
        yaml: `
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: { name: redis }
          spec:
            template:
              metadata: { labels: { app: redis } }
              spec: { containers: [] }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: redis-0 }
          spec: { selector: { app: redis, statefulset.kubernetes.io/pod-name: redis-0 } }
        `,
      },
      {
        title: 'a Service alone, whose pods are in another file',
        yaml: `
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec: { selector: { app: web } }
        `,
        complete: false,
      },
      {
        title: 'half of the objects without a namespace, as charts have it',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web, namespace: shop }
          spec:
            template:
              metadata: { labels: { app: web } }
              spec: { containers: [] }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec: { selector: { app: web } }
        `,
        complete: false,
      },
    ],
    fail: [
      {
        title: 'another value',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            template:
              metadata: { labels: { app: web } }
              spec: { containers: [] }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: web }
          spec: { selector: { app: web, tier: front } }
        `,
        at: ['/spec/selector'],
      },
      {
        title: 'a label that is given to the pods of another kind, or of another name',
        yaml: `
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: { name: redis }
          spec:
            template:
              metadata: { labels: { app: redis } }
              spec: { containers: [] }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: redis-0 }
          spec: { selector: { app: redis, statefulset.kubernetes.io/pod-name: redis-server-0 } }
          ---
          apiVersion: v1
          kind: Service
          metadata: { name: redis-job }
          spec: { selector: { app: redis, batch.kubernetes.io/job-name: redis } }
        `,
        at: ['/spec/selector', '/spec/selector'],
      },
    ],
  },
});

function labelsText({ object }: GraphNode): string {
  const selector = at(object, 'spec', 'selector');
  return Object.entries(isFields(selector) ? selector : {})
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(', ');
}
