import { textAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'graph',
  id: 'valid-service-account',
  title: 'The ServiceAccount of a pod exists',
  severity: 'error',
  why: 'The API server admits no pod whose ServiceAccount is missing: the workload is accepted, and never has a pod. Only the events of its ReplicaSet say why.',
  fix: 'Add the ServiceAccount to the namespace of the pod (Stele gives each workload its own), or correct serviceAccountName.',
  upstream: ['C-0307', 'kube-linter: non-existent-service-account'],
  links: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/'],
  since: '0.1.0',
  *check(graph) {
    for (const node of graph.workloads) {
      const { pods } = node;
      if (pods === undefined) continue;
      const field = textAt(pods.spec, 'serviceAccountName') ? 'serviceAccountName' : 'serviceAccount';
      const name = textAt(pods.spec, field);
      const namespace = graph.namespaceOf(node);
      if (name === undefined || name === '' || graph.has('ServiceAccount', namespace, name)) continue;
      const absence = graph.unseen.byName(namespace);
      if (absence === undefined) continue;
      const { note, ...severity } = absence;
      const pointer = `${pods.pointer}/${field}`;
      yield { object: node.object, pointer, message: `ServiceAccount ${name} does not exist${note}`, ...severity };
    }
  },
  examples: {
    pass: [
      {
        title: 'its own, and the one that every namespace has',
        yaml: `
          apiVersion: v1
          kind: ServiceAccount
          metadata: { name: web }
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            template:
              spec: { serviceAccountName: web }
          ---
          apiVersion: v1
          kind: Pod
          metadata: { name: probe }
          spec: { serviceAccountName: default }
        `,
      },
    ],
    fail: [
      {
        title: 'one of another namespace',
        yaml: `
          apiVersion: v1
          kind: Namespace
          metadata: { name: web }
          ---
          apiVersion: v1
          kind: ServiceAccount
          metadata: { name: web, namespace: web-system }
          ---
          apiVersion: batch/v1
          kind: CronJob
          metadata: { name: report, namespace: web }
          spec:
            jobTemplate:
              spec:
                template:
                  spec: { serviceAccountName: web }
        `,
        at: ['/spec/jobTemplate/spec/template/spec/serviceAccountName'],
      },
      {
        title: 'none, for pods that the Prometheus operator makes',
        yaml: `
          apiVersion: monitoring.coreos.com/v1
          kind: Prometheus
          metadata: { name: main }
          spec: { serviceAccountName: prometheus }
        `,
        at: ['/spec/serviceAccountName'],
      },
    ],
  },
});
