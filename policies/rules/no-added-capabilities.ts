import { celLiteral } from '../cel/literal.ts';
import { listAt } from '../read.ts';
import { defineRule } from '../rule.ts';

const RESTRICTED = ['NET_BIND_SERVICE'];

// what runtimes give by default, without NET_RAW
const BASELINE = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

const only = (capabilities: readonly string[]) =>
  `it.?securityContext.?capabilities.?add.orValue([]).all(added, added in ${celLiteral(capabilities)})`;

export default defineRule({
  kind: 'admission',
  id: 'no-added-capabilities',
  title: 'No capabilities are added but NET_BIND_SERVICE',
  severity: 'error',
  why: 'Capabilities are the rights of root in pieces: SYS_ADMIN, NET_ADMIN, SYS_PTRACE or SYS_MODULE are enough to leave the container or to watch its neighbours.',
  fix: 'Remove the capability from securityContext.capabilities.add. To listen below port 1024, NET_BIND_SERVICE is allowed; listening on a high port behind a Service needs none.',
  upstream: [
    'PSS baseline: Capabilities',
    'PSS restricted: Capabilities',
    'C-0200',
    'C-0219',
    'KSV-0005',
    'KSV-0022',
    'KSV-0119',
    'KSV-0120',
    'kyverno: disallow-capabilities',
    'kyverno: disallow-capabilities-strict',
    'kyverno: restrict-adding-capabilities',
    'kyverno: service-mesh-disallow-capabilities',
  ],
  links: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
    'https://man7.org/linux/man-pages/man7/capabilities.7.html',
  ],
  since: '0.1.0',
  each: 'containers',
  // the field cannot be set on Windows
  when: '!variables.isWindows',
  require: only(RESTRICTED),
  message: 'must not add capabilities other than NET_BIND_SERVICE',
  at: (item) =>
    listAt(item, 'securityContext', 'capabilities', 'add').flatMap((name, index) =>
      RESTRICTED.includes(String(name)) ? [] : [`/securityContext/capabilities/add/${index}`],
    ),
  podSecurity: [
    { level: 'baseline', require: only(BASELINE) },
    { level: 'restricted', since: '1.22', when: 'true' },
    { level: 'restricted', since: '1.25' },
  ],
  examples: {
    pass: [
      {
        title: 'a web server on port 80',
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
    ],
    fail: [
      {
        title: 'one of two that are added',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext:
                  capabilities: { add: [NET_BIND_SERVICE, SYS_ADMIN] }
        `,
        at: ['/spec/containers/0/securityContext/capabilities/add/1'],
      },
      {
        title: 'an init container that sets owners, which Pod Security baseline would let in',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: prepare
                image: example.com/web:1.0.0
                securityContext:
                  capabilities: { add: [CHOWN, FOWNER] }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: [
          '/spec/initContainers/0/securityContext/capabilities/add/0',
          '/spec/initContainers/0/securityContext/capabilities/add/1',
        ],
      },
    ],
  },
});
