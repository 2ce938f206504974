import { defineRule } from '../rule.ts';

// what a container says counts before what the pod says
const NON_ROOT =
  'has(it.name) ' +
  '? it.?securityContext.?runAsNonRoot.orValue(variables.podSpec.?securityContext.?runAsNonRoot.orValue(false)) ' +
  ': it.?securityContext.?runAsNonRoot.orValue(true)';
const REQUIRE = `(${NON_ROOT}) && it.?securityContext.?runAsUser.orValue(1) != 0`;

export default defineRule({
  kind: 'admission',
  id: 'require-non-root',
  title: 'Containers run as a user that is not root',
  severity: 'error',
  why: 'Root in a container is root on the node once a flaw of the kernel or of the runtime lets it out, and inside it may read and write everything that is mounted. runAsNonRoot makes the kubelet refuse an image whose user is root.',
  fix: 'Set securityContext.runAsNonRoot to true on the pod, no runAsUser of 0 anywhere, and give the image a numeric user: the kubelet cannot tell whether a user given by name is root. Stele writes the first, and user 10001 unless the image has a numeric user of its own.',
  upstream: [
    'PSS restricted: Running as Non-root',
    'PSS restricted: Running as Non-root user',
    'C-0013',
    'C-0198',
    'C-0218',
    'CIS 5.2.7',
    'KSV-0012',
    'KSV-0105',
    'kube-linter: run-as-non-root',
    'kyverno: require-run-as-nonroot',
    'kyverno: require-run-as-non-root-user',
    'kyverno: service-mesh-require-run-as-nonroot',
  ],
  links: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
    'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  ],
  since: '0.1.0',
  each: 'podAndContainers',
  require: REQUIRE,
  message: 'must set securityContext.runAsNonRoot to true, and runAsUser to another user than 0',
  at: ({ securityContext }) =>
    isRoot(securityContext) ? '/securityContext/runAsUser' : '/securityContext/runAsNonRoot',
  podSecurity: [
    { level: 'restricted' },
    // in a user namespace of the pod the standard lets root be root
    { level: 'restricted', since: '1.35', when: 'variables.podSpec.?hostUsers.orValue(true)' },
  ],
  examples: {
    pass: [
      {
        title: 'the pod says it for all its containers',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            securityContext: { runAsNonRoot: true, runAsUser: 10001 }
            initContainers:
              - name: prepare
                image: example.com/web:1.0.0
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
      {
        title: 'each container says it',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext: { runAsNonRoot: true }
        `,
      },
    ],
    fail: [
      {
        title: 'nobody says it',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/containers/0/securityContext/runAsNonRoot'],
      },
      {
        title: 'an init container that opts out',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            securityContext: { runAsNonRoot: true }
            initContainers:
              - name: prepare
                image: example.com/web:1.0.0
                securityContext: { runAsNonRoot: false }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/initContainers/0/securityContext/runAsNonRoot'],
      },
      {
        title: 'a pod that says false, though its container says true',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            securityContext: { runAsNonRoot: false }
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext: { runAsNonRoot: true }
        `,
        at: ['/spec/securityContext/runAsNonRoot'],
      },
      {
        title: 'user 0 on the pod and on a container',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            securityContext: { runAsNonRoot: true, runAsUser: 0 }
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext: { runAsUser: 0 }
              - name: log
                image: example.com/log:1.0.0
                securityContext: { runAsUser: 10001 }
        `,
        at: ['/spec/securityContext/runAsUser', '/spec/containers/0/securityContext/runAsUser'],
      },
    ],
  },
});

function isRoot(context: unknown): boolean {
  return typeof context === 'object' && context !== null && 'runAsUser' in context && context.runAsUser === 0;
}
