import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'no-service-links',
  title: 'No environment variables for the Services of the namespace',
  severity: 'warning',
  why: 'By default Kubernetes gives each container seven variables for every Service of its namespace. They tell a container of its neighbours, depend on what was there when the pod started, shadow settings of the same name, and from some thousands of Services on no process starts any more.',
  fix: 'Set enableServiceLinks to false on the pod, and find Services by their names in DNS. Stele writes it.',
  upstream: [],
  links: [
    'https://kubernetes.io/docs/tutorials/services/connect-applications-service/#accessing-the-service',
    'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec',
  ],
  since: '0.1.0',
  require: '!variables.podSpec.?enableServiceLinks.orValue(true)',
  message: 'must set enableServiceLinks to false',
  at: '/enableServiceLinks',
  examples: {
    pass: [
      {
        title: 'a pod that finds Services by DNS',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            enableServiceLinks: false
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
    ],
    fail: [
      {
        title: 'the default',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/enableServiceLinks'],
      },
      {
        title: 'asked for',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            enableServiceLinks: true
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/enableServiceLinks'],
      },
    ],
  },
});
