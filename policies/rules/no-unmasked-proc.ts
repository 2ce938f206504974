import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'no-unmasked-proc',
  title: 'The masks over /proc stay',
  severity: 'error',
  why: 'Runtimes hide and write-protect the parts of /proc that speak of the whole node: kernel memory, keys, timers, interrupts. An unmasked /proc shows them, and lets root change kernel settings.',
  fix: 'Remove securityContext.procMount. Only nested containers need Unmasked; they also need hostUsers: false, and a waiver of this rule.',
  upstream: [
    'PSS baseline: /proc Mount Type',
    'KSV-0027',
    'kube-linter: unsafe-proc-mount',
    'kyverno: disallow-proc-mount',
  ],
  links: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
    'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#proc-access',
  ],
  since: '0.1.0',
  each: 'containers',
  require: "it.?securityContext.?procMount.orValue('Default') == 'Default'",
  message: 'must not unmask /proc',
  at: '/securityContext/procMount',
  podSecurity: [
    { level: 'baseline' },
    // in a user namespace of the pod the standard allows it
    { level: 'baseline', since: '1.35', when: 'variables.podSpec.?hostUsers.orValue(true)' },
    { level: 'restricted' },
  ],
  examples: {
    pass: [
      {
        title: 'a container that says so',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext: { procMount: Default }
        `,
      },
    ],
    fail: [
      {
        title: 'a pod in a user namespace, which the API server demands for it',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: builder }
          spec:
            hostUsers: false
            containers:
              - name: builder
                image: example.com/builder:1.0.0
                securityContext: { procMount: Unmasked }
        `,
        at: ['/spec/containers/0/securityContext/procMount'],
      },
    ],
  },
});
