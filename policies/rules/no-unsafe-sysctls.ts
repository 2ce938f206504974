import { celLiteral } from '../cel/literal.ts';
import { listAt, textAt } from '../read.ts';
import { defineRule } from '../rule.ts';

/** What is safe, by the version from which it is. https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls */
const SAFE_AT_FIRST = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_syncookies',
];
const SAFE_SINCE_27 = [...SAFE_AT_FIRST, 'net.ipv4.ip_local_reserved_ports'];
const SAFE_SINCE_29 = [
  ...SAFE_SINCE_27,
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
];
const SAFE = [...SAFE_SINCE_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

const only = (safe: readonly string[]) =>
  `variables.podSpec.?securityContext.?sysctls.orValue([]).all(sysctl, sysctl.name in ${celLiteral(safe)})`;

export default defineRule({
  kind: 'admission',
  id: 'no-unsafe-sysctls',
  title: 'Only safe kernel settings',
  severity: 'error',
  why: 'A setting that is not isolated between pods changes the node for all of them, and a kubelet refuses pods with settings that it was not told to allow: they stay in SysctlForbidden for ever.',
  fix: 'Remove the entry of securityContext.sysctls. Settings of the whole node belong into its machine configuration.',
  upstream: ['PSS baseline: Sysctls', 'KSV-0026', 'kube-linter: unsafe-sysctls', 'kyverno: restrict-sysctls'],
  links: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
    'https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/',
  ],
  since: '0.1.0',
  require: only(SAFE),
  message: 'must not set kernel settings that are not safe between pods',
  at: (spec) =>
    listAt(spec, 'securityContext', 'sysctls').flatMap((sysctl, index) =>
      SAFE.includes(textAt(sysctl, 'name') ?? '') ? [] : [`/securityContext/sysctls/${index}/name`],
    ),
  podSecurity: [
    { level: 'baseline', require: only(SAFE_AT_FIRST) },
    { level: 'baseline', since: '1.27', require: only(SAFE_SINCE_27) },
    { level: 'baseline', since: '1.29', require: only(SAFE_SINCE_29) },
    { level: 'baseline', since: '1.32' },
  ],
  examples: {
    pass: [
      {
        title: 'a safe one',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            securityContext:
              sysctls:
                - { name: net.ipv4.ip_unprivileged_port_start, value: '0' }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
    ],
    fail: [
      {
        title: 'one of two',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            securityContext:
              sysctls:
                - { name: net.ipv4.tcp_syncookies, value: '1' }
                - { name: net.core.somaxconn, value: '1024' }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/securityContext/sysctls/1/name'],
      },
    ],
  },
});
