import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'no-host-process',
  title: 'No HostProcess containers on Windows',
  severity: 'error',
  why: 'A HostProcess container is a process of the Windows node with the rights of its user, often SYSTEM: it is privileged: true by another name.',
  fix: 'Remove securityContext.windowsOptions.hostProcess. Agents of the node that cannot do without belong into a system namespace.',
  upstream: ['PSS baseline: HostProcess', 'C-0202', 'CIS 5.2.10', 'KSV-0103', 'kyverno: disallow-host-process'],
  links: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
    'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/',
  ],
  since: '0.1.0',
  each: 'podAndContainers',
  require: '!it.?securityContext.?windowsOptions.?hostProcess.orValue(false)',
  message: 'must not run as a process of the Windows node',
  at: '/securityContext/windowsOptions/hostProcess',
  podSecurity: [{ level: 'baseline' }],
  examples: {
    pass: [
      {
        title: 'a Windows container with a user',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            os: { name: windows }
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext:
                  windowsOptions: { runAsUserName: ContainerUser }
        `,
      },
    ],
    fail: [
      {
        title: 'the whole pod',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: agent }
          spec:
            hostNetwork: true
            os: { name: windows }
            securityContext:
              windowsOptions: { hostProcess: true }
            containers:
              - name: agent
                image: example.com/agent:1.0.0
        `,
        at: ['/spec/securityContext/windowsOptions/hostProcess'],
      },
      {
        title: 'all its containers',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: agent }
          spec:
            hostNetwork: true
            os: { name: windows }
            initContainers:
              - name: prepare
                image: example.com/agent:1.0.0
                securityContext:
                  windowsOptions: { hostProcess: true }
            containers:
              - name: agent
                image: example.com/agent:1.0.0
                securityContext:
                  windowsOptions: { hostProcess: true }
        `,
        at: [
          '/spec/containers/0/securityContext/windowsOptions/hostProcess',
          '/spec/initContainers/0/securityContext/windowsOptions/hostProcess',
        ],
      },
    ],
  },
});
