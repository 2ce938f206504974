import { LONG_RUNNING_KINDS, servingContainers } from '../long-running.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'require-liveness',
  title: 'A liveness probe',
  severity: 'warning',
  why: 'Without a liveness probe a process that hangs stays as it is: a deadlock looks like health to Kubernetes until a person notices.',
  fix: 'Add a livenessProbe that fails only when a restart helps, with more patience than the readiness probe, and a startupProbe where the start takes long. It must not ask other services: their fault is not cured by a restart here.',
  upstream: ['C-0056', 'kube-linter: no-liveness-probe', 'kube-score: pod-probes', 'kyverno: require-probes'],
  links: [
    'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#liveness-probe',
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  ],
  since: '0.1.0',
  looksAt: LONG_RUNNING_KINDS,
  check(object, { pod }) {
    return servingContainers(object, pod).flatMap(({ container, name, pointer }) => {
      if (container.livenessProbe !== undefined) return [];
      return [{ pointer: `${pointer}/livenessProbe`, message: `container ${name} has no liveness probe` }];
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
                livenessProbe:
                  httpGet: { path: /healthz, port: 8080 }
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
                    livenessProbe:
                      tcpSocket: { port: 8080 }
                  - name: proxy
                    image: example.com/proxy:1.0.0
                    startupProbe:
                      tcpSocket: { port: 8443 }
        `,
        at: ['/spec/template/spec/containers/1/livenessProbe'],
      },
    ],
  },
});
