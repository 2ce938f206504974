import { LONG_RUNNING_KINDS, servingContainers } from '../long-running.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'require-readiness',
  title: 'A readiness probe',
  severity: 'warning',
  why: 'Without a readiness probe a container counts as ready as soon as its process starts: a Service sends it requests that it cannot answer yet, and a rollout replaces the last working pod by one that never works.',
  fix: 'Add a readinessProbe that says whether the container can answer requests now. A helper that serves nobody belongs among the init containers with restartPolicy: Always, where no probe is needed.',
  upstream: ['C-0018', 'kube-linter: no-readiness-probe', 'kube-score: pod-probes', 'kyverno: require-probes'],
  links: [
    'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#readiness-probe',
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  ],
  since: '0.1.0',
  looksAt: LONG_RUNNING_KINDS,
  check(object, { pod }) {
    return servingContainers(object, pod).flatMap(({ container, name, pointer }) => {
      if (container.readinessProbe !== undefined) return [];
      return [{ pointer: `${pointer}/readinessProbe`, message: `container ${name} has no readiness probe` }];
    });
  },
  examples: {
    pass: [
      {
        title: 'a probe, beside a sidecar and an init container that need none',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - { name: prepare, image: example.com/prepare:1.0.0 }
              - { name: logs, image: example.com/logs:1.0.0, restartPolicy: Always }
            containers:
              - name: web
                image: example.com/web:1.0.0
                readinessProbe:
                  httpGet: { path: /readyz, port: 8080 }
        `,
      },
      {
        title: 'what runs to its end: a Job, a CronJob, the test of a chart',
        yaml: `
          apiVersion: batch/v1
          kind: Job
          metadata: { name: migrate }
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                  - { name: migrate, image: example.com/migrate:1.0.0 }
          ---
          apiVersion: v1
          kind: Pod
          metadata:
            name: web-test
            annotations: { helm.sh/hook: test }
          spec:
            restartPolicy: Never
            containers:
              - { name: wget, image: example.com/wget:1.0.0 }
        `,
      },
    ],
    fail: [
      {
        title: 'one of two containers',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web } }
              spec:
                containers:
                  - name: web
                    image: example.com/web:1.0.0
                    readinessProbe:
                      tcpSocket: { port: 8080 }
                  - name: proxy
                    image: example.com/proxy:1.0.0
                    startupProbe:
                      tcpSocket: { port: 8443 }
        `,
        at: ['/spec/template/spec/containers/1/readinessProbe'],
      },
    ],
  },
});
