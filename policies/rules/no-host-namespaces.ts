import { defineRule } from '../rule.ts';

const FIELDS = ['hostNetwork', 'hostPID', 'hostIPC'];

export default defineRule({
  kind: 'admission',
  id: 'no-host-namespaces',
  title: 'No namespaces of the node',
  severity: 'error',
  why: 'On the network of the node a pod passes every NetworkPolicy by, and reaches what listens on localhost: the kubelet, cloud credentials. With its processes or shared memory it reads the secrets of every other pod there.',
  fix: 'Remove hostNetwork, hostPID and hostIPC. Agents of the node that cannot do without belong into a system namespace, or need a waiver with the narrowest scope.',
  upstream: [
    'PSS baseline: Host Namespaces',
    'C-0038',
    'C-0041',
    'C-0194',
    'C-0195',
    'C-0196',
    'C-0214',
    'C-0215',
    'C-0216',
    'C-0275',
    'C-0276',
    'CIS 5.2.3',
    'CIS 5.2.4',
    'CIS 5.2.5',
    'KSV-0008',
    'KSV-0009',
    'KSV-0010',
    'kube-linter: host-network',
    'kube-linter: host-pid',
    'kube-linter: host-ipc',
    'kyverno: disallow-host-namespaces',
  ],
  links: ['https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline'],
  since: '0.1.0',
  require: FIELDS.map((field) => `!variables.podSpec.?${field}.orValue(false)`).join(' && '),
  message: 'must not use the network, processes or shared memory of the node',
  at: (spec) => FIELDS.filter((field) => spec[field] === true).map((field) => `/${field}`),
  podSecurity: [{ level: 'baseline' }],
  examples: {
    pass: [
      {
        title: 'a pod that says so',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            hostNetwork: false
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
    ],
    fail: [
      {
        title: 'the network of the node',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            hostNetwork: true
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/hostNetwork'],
      },
      {
        title: 'its processes and shared memory',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: agent }
          spec:
            hostPID: true
            hostIPC: true
            containers:
              - name: agent
                image: example.com/agent:1.0.0
        `,
        at: ['/spec/hostPID', '/spec/hostIPC'],
      },
    ],
  },
});
