import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'no-share-process-namespace',
  title: 'Containers of a pod do not share processes',
  severity: 'warning',
  why: 'With shared processes every container of the pod sees the environment, and under /proc/<pid>/root the files, of every other one: a broken sidecar reads the application’s secrets and signals its processes.',
  fix: 'Remove shareProcessNamespace. To debug, an ephemeral container can join the processes of one container (kubectl debug --target).',
  upstream: [],
  links: ['https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/'],
  since: '0.1.0',
  require: '!variables.podSpec.?shareProcessNamespace.orValue(false)',
  message: 'must not share processes between its containers',
  at: '/shareProcessNamespace',
  examples: {
    pass: [
      {
        title: 'nothing said',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
    ],
    fail: [
      {
        title: 'a pod that shares them',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            shareProcessNamespace: true
            containers:
              - name: web
                image: example.com/web:1.0.0
              - name: log
                image: example.com/log:1.0.0
        `,
        at: ['/spec/shareProcessNamespace'],
      },
    ],
  },
});
