import { textAt } from '../read.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'no-default-service-account',
  title: 'Each workload has a ServiceAccount of its own',
  severity: 'error',
  why: 'The ServiceAccount default is everybody’s: a right that is bound to it for one workload is every pod’s in the namespace, and the audit log cannot tell them apart.',
  fix: 'Create a ServiceAccount for the workload and name it in serviceAccountName. Stele makes one for each workload.',
  upstream: ['C-0189', 'C-0225', 'C-0239', 'CIS 5.1.5', 'kube-linter: default-service-account'],
  links: ['https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts'],
  since: '0.1.0',
  // serviceAccount is the deprecated alias, which counts where the name is not said
  require:
    "variables.podSpec.?serviceAccountName.orValue('') != '' " +
    "? variables.podSpec.serviceAccountName != 'default' " +
    ": !(variables.podSpec.?serviceAccount.orValue('default') in ['', 'default'])",
  message: 'must name a ServiceAccount of its own',
  at: (spec) =>
    (textAt(spec, 'serviceAccountName') ?? '') === '' && textAt(spec, 'serviceAccount') === 'default'
      ? '/serviceAccount'
      : '/serviceAccountName',
  examples: {
    pass: [
      {
        title: 'an account of its own',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            serviceAccountName: web
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
      {
        title: 'named by the deprecated field',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            serviceAccount: web
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
    ],
    fail: [
      {
        title: 'none named',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/serviceAccountName'],
      },
      {
        title: 'default, by name',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            serviceAccountName: default
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/serviceAccountName'],
      },
    ],
  },
});
