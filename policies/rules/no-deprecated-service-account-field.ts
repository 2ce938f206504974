import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'no-deprecated-service-account-field',
  title: 'No serviceAccount field',
  severity: 'warning',
  why: 'spec.serviceAccount is a deprecated alias of spec.serviceAccountName. Where both stand and differ the API server takes serviceAccountName, so a reader and the cluster see different identities.',
  fix: 'Name the ServiceAccount in spec.serviceAccountName and remove spec.serviceAccount.',
  upstream: ['C-0294', 'kube-linter: deprecated-service-account-field'],
  links: ['https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec'],
  since: '0.1.0',
  looksAt: 'pods',
  check(_, { pod }) {
    const name = pod?.spec.serviceAccount;
    if (pod === undefined || typeof name !== 'string' || name === '') return [];
    const other = pod.spec.serviceAccountName;
    const runsAs = typeof other === 'string' && other !== '' && other !== name ? `; the pod runs as ${other}` : '';
    return [{ pointer: `${pod.pointer}/spec/serviceAccount`, message: `serviceAccount is deprecated${runsAs}` }];
  },
  examples: {
    pass: [
      {
        title: 'the field of today',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            serviceAccountName: web
            containers:
              - { name: web, image: example.com/web:1.0.0 }
        `,
      },
    ],
    fail: [
      {
        title: 'the alias',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            serviceAccount: web
            containers:
              - { name: web, image: example.com/web:1.0.0 }
        `,
        at: ['/spec/serviceAccount'],
      },
      {
        title: 'both, and they differ',
        yaml: `
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web } }
              spec:
                serviceAccount: admin
                serviceAccountName: web
                containers:
                  - { name: web, image: example.com/web:1.0.0 }
        `,
        at: ['/spec/template/spec/serviceAccount'],
      },
    ],
  },
});
