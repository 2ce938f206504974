import { quantityIsSet } from '../cel/quantity.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'require-memory-limit',
  title: 'Memory is limited',
  severity: 'error',
  why: 'Memory cannot be throttled: a leak without a limit takes the node’s memory until the kernel kills something, which need not be the one that leaks. With a limit only the leaking container is restarted.',
  fix: 'Set resources.limits.memory on each container, or once on the pod, best equal to the request. Stele writes the request as limit unless told otherwise.',
  upstream: [
    'C-0004',
    'C-0009',
    'C-0271',
    'KSV-0018',
    'kube-linter: unset-memory-requirements',
    'kube-score: container-resources',
    'kyverno: require-pod-requests-limits',
  ],
  links: ['https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/'],
  since: '0.1.0',
  // ephemeral containers cannot have resources
  each: 'mainContainers',
  require: quantityIsSet(
    "it.?resources.?limits.?memory.orValue(variables.podSpec.?resources.?limits.?memory.orValue(''))",
  ),
  message: 'must have a memory limit',
  at: '/resources/limits/memory',
  examples: {
    pass: [
      {
        title: 'a limit',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources:
                  limits: { memory: 64Mi }
        `,
      },
      {
        title: 'a limit in bytes',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources:
                  limits: { memory: 67108864 }
        `,
      },
      {
        title: 'a limit of the pod as a whole',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            resources:
              limits: { memory: 128Mi }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
    ],
    fail: [
      {
        title: 'only a request',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources:
                  requests: { cpu: 100m, memory: 64Mi }
        `,
        at: ['/spec/containers/0/resources/limits/memory'],
      },
      {
        title: 'a sidecar beside a limited container',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: proxy
                image: example.com/proxy:1.0.0
                restartPolicy: Always
            containers:
              - name: web
                image: example.com/web:1.0.0
                resources:
                  limits: { memory: 64Mi }
        `,
        at: ['/spec/initContainers/0/resources/limits/memory'],
      },
    ],
  },
});
