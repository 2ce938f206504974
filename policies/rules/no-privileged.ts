import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'no-privileged',
  title: 'No privileged containers',
  severity: 'error',
  why: 'A privileged container has every capability and every device of its node: whoever breaks into it owns the node and all its pods.',
  fix: 'Remove securityContext.privileged. What needs one kernel feature can usually have it from a device plugin or a CSI driver that runs in a system namespace.',
  upstream: [
    'PSS baseline: Privileged Containers',
    'C-0057',
    'C-0193',
    'C-0213',
    'CIS 5.2.2',
    'KSV-0017',
    'kube-linter: privileged-container',
    'kube-score: container-security-context-privileged',
    'kyverno: disallow-privileged-containers',
  ],
  links: ['https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline'],
  since: '0.1.0',
  each: 'containers',
  require: '!it.?securityContext.?privileged.orValue(false)',
  message: 'must not run privileged',
  at: '/securityContext/privileged',
  podSecurity: [{ level: 'baseline' }],
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
                securityContext: { privileged: false }
        `,
      },
      {
        title: 'a container without a security context',
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
        title: 'an init container',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: prepare
                image: example.com/web:1.0.0
                securityContext: { privileged: true }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/initContainers/0/securityContext/privileged'],
      },
      {
        title: 'a native sidecar beside a fine container',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: proxy
                image: example.com/proxy:1.0.0
                restartPolicy: Always
                securityContext: { privileged: true }
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext: { privileged: false }
        `,
        at: ['/spec/initContainers/0/securityContext/privileged'],
      },
    ],
  },
});
