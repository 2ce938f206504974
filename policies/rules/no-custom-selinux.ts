import { celLiteral } from '../cel/literal.ts';
import { textAt } from '../read.ts';
import { defineRule } from '../rule.ts';

const TYPES_AT_FIRST = ['', 'container_t', 'container_init_t', 'container_kvm_t'];
const TYPES = [...TYPES_AT_FIRST, 'container_engine_t'];

const only = (types: readonly string[]) =>
  `it.?securityContext.?seLinuxOptions.?type.orValue('') in ${celLiteral(types)} && ` +
  "it.?securityContext.?seLinuxOptions.?user.orValue('') == '' && " +
  "it.?securityContext.?seLinuxOptions.?role.orValue('') == ''";

export default defineRule({
  kind: 'admission',
  id: 'no-custom-selinux',
  title: 'No SELinux labels of one’s own',
  severity: 'error',
  why: 'Where a node has SELinux, the type of a process says what it may touch: spc_t is a container without walls. User and role select policies that are not made for containers.',
  fix: 'Remove seLinuxOptions.user and seLinuxOptions.role, and leave seLinuxOptions.type to the runtime, or set it to container_t, container_init_t, container_kvm_t or container_engine_t. A level is allowed.',
  upstream: ['PSS baseline: SELinux', 'KSV-0025', 'kyverno: disallow-selinux'],
  links: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
    'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#assign-selinux-labels-to-a-container',
  ],
  since: '0.1.0',
  each: 'podAndContainers',
  require: only(TYPES),
  message: 'must not set an SELinux user or role, nor a type that is not made for containers',
  at: (item) => {
    const option = (field: string) => textAt(item, 'securityContext', 'seLinuxOptions', field) ?? '';
    const wrong = ['type', 'user', 'role'].filter((field) =>
      field === 'type' ? !TYPES.includes(option(field)) : option(field) !== '',
    );
    return wrong.map((field) => `/securityContext/seLinuxOptions/${field}`);
  },
  podSecurity: [
    { level: 'baseline', require: only(TYPES_AT_FIRST) },
    { level: 'baseline', since: '1.31' },
  ],
  examples: {
    pass: [
      {
        title: 'a level alone',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            securityContext:
              seLinuxOptions: { level: 's0:c123,c456' }
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext:
                  seLinuxOptions: { type: container_t }
        `,
      },
    ],
    fail: [
      {
        title: 'the type of super-privileged containers',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext:
                  seLinuxOptions: { type: spc_t }
        `,
        at: ['/spec/containers/0/securityContext/seLinuxOptions/type'],
      },
      {
        title: 'user and role of the pod',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            securityContext:
              seLinuxOptions: { user: sysadm_u, role: sysadm_r }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/securityContext/seLinuxOptions/user', '/spec/securityContext/seLinuxOptions/role'],
      },
    ],
  },
});
