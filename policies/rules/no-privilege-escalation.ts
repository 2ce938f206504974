import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'no-privilege-escalation',
  title: 'No privilege escalation',
  severity: 'error',
  why: 'Unless allowPrivilegeEscalation is false, a set-user-ID binary in the image gives a process more rights than its parent has: one forgotten sudo undoes the non-root user. Kubernetes allows it by default.',
  fix: 'Set securityContext.allowPrivilegeEscalation to false on each container; a pod has no such field. Stele writes it on every container of its workloads.',
  upstream: [
    'PSS restricted: Privilege Escalation',
    'C-0016',
    'C-0197',
    'C-0217',
    'CIS 5.2.6',
    'KSV-0001',
    'kube-linter: privilege-escalation-container',
    'kyverno: disallow-privilege-escalation',
  ],
  links: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
    'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    'https://docs.kernel.org/userspace-api/no_new_privs.html',
  ],
  since: '0.1.0',
  each: 'containers',
  // the field cannot be set on Windows
  when: '!variables.isWindows',
  require: '!it.?securityContext.?allowPrivilegeEscalation.orValue(true)',
  message: 'must set securityContext.allowPrivilegeEscalation to false',
  at: '/securityContext/allowPrivilegeEscalation',
  podSecurity: [
    { level: 'restricted', when: 'true' },
    { level: 'restricted', since: '1.25' },
  ],
  examples: {
    pass: [
      {
        title: 'every container says so',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: prepare
                image: example.com/web:1.0.0
                securityContext: { allowPrivilegeEscalation: false }
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext: { allowPrivilegeEscalation: false }
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
        title: 'a container that says nothing',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/containers/0/securityContext/allowPrivilegeEscalation'],
      },
      {
        title: 'a sidecar that allows it, added as init container',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: proxy
                image: example.com/proxy:1.0.0
                restartPolicy: Always
                securityContext: { allowPrivilegeEscalation: true }
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext: { allowPrivilegeEscalation: false }
        `,
        at: ['/spec/initContainers/0/securityContext/allowPrivilegeEscalation'],
      },
    ],
  },
});
