import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'require-dropped-capabilities',
  title: 'All capabilities are dropped',
  severity: 'error',
  why: 'A container starts with fourteen capabilities of root, among them to forge packets (NET_RAW) and to ignore the permissions of files (DAC_OVERRIDE). Hardly any application needs one of them.',
  fix: 'Set securityContext.capabilities.drop to ["ALL"] on each container; what must listen below port 1024 may add NET_BIND_SERVICE, or better listens above it. Stele drops all on every container.',
  upstream: [
    'PSS restricted: Capabilities',
    'C-0046',
    'C-0199',
    'C-0201',
    'C-0220',
    'CIS 5.2.8',
    'CIS 5.2.9',
    'KSV-0003',
    'KSV-0004',
    'KSV-0106',
    'kube-linter: drop-net-raw-capability',
    'kyverno: disallow-capabilities-strict',
    'kyverno: require-drop-all',
    'kyverno: require-drop-cap-net-raw',
  ],
  links: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
    'https://man7.org/linux/man-pages/man7/capabilities.7.html',
  ],
  since: '0.1.0',
  each: 'containers',
  // the field cannot be set on Windows
  when: '!variables.isWindows',
  require: "'ALL' in it.?securityContext.?capabilities.?drop.orValue([])",
  message: 'must drop ALL capabilities',
  at: '/securityContext/capabilities/drop',
  podSecurity: [
    { level: 'restricted', since: '1.22', when: 'true' },
    { level: 'restricted', since: '1.25' },
  ],
  examples: {
    pass: [
      {
        title: 'all are dropped, one is added',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext:
                  capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] }
        `,
      },
      {
        title: 'a Windows pod, which cannot set it',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            os: { name: windows }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
    ],
    fail: [
      {
        title: 'some are dropped by name',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext:
                  capabilities: { drop: [NET_RAW, SYS_CHROOT] }
        `,
        at: ['/spec/containers/0/securityContext/capabilities/drop'],
      },
      {
        title: 'a name in small letters, which the standard does not take',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: prepare
                image: example.com/web:1.0.0
                securityContext:
                  capabilities: { drop: [all] }
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext:
                  capabilities: { drop: [ALL] }
        `,
        at: ['/spec/initContainers/0/securityContext/capabilities/drop'],
      },
    ],
  },
});
