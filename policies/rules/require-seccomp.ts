import { defineRule } from '../rule.ts';

const ALLOWED = "['RuntimeDefault', 'Localhost']";
const TYPE = "it.securityContext.seccompProfile.?type.orValue('')";
const SET = 'it.?securityContext.?seccompProfile.hasValue()';

export default defineRule({
  kind: 'admission',
  id: 'require-seccomp',
  title: 'System calls are filtered by seccomp',
  severity: 'error',
  why: 'Without a profile a container may use every system call of the kernel, and most ways out of a container begin with a rare one. Kubernetes runs pods unconfined unless they, or the kubelet’s seccompDefault, say otherwise.',
  fix: 'Set securityContext.seccompProfile.type to RuntimeDefault on the pod, or to Localhost with a profile of your own. Stele writes RuntimeDefault.',
  upstream: [
    'PSS baseline: Seccomp',
    'PSS restricted: Seccomp',
    'C-0055',
    'C-0210',
    'CIS 5.6.2',
    'KSV-0030',
    'KSV-0104',
    'kube-score: container-seccomp-profile',
    'kyverno: restrict-seccomp',
    'kyverno: restrict-seccomp-strict',
  ],
  links: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
    'https://kubernetes.io/docs/tutorials/security/seccomp/',
  ],
  since: '0.1.0',
  each: 'podAndContainers',
  // the field cannot be set on Windows
  when: '!variables.isWindows',
  // a container that says nothing has what the pod says; what the pod says wrong is the pod's fault
  require:
    `${SET} ? ${TYPE} in ${ALLOWED} ` +
    ': !has(it.name) || variables.podSpec.?securityContext.?seccompProfile.hasValue()',
  message: 'must set securityContext.seccompProfile.type to RuntimeDefault or Localhost',
  at: '/securityContext/seccompProfile/type',
  podSecurity: [
    { level: 'baseline', require: `!${SET} || ${TYPE} in ${ALLOWED}` },
    { level: 'restricted', since: '1.19', when: 'true' },
    { level: 'restricted', since: '1.25' },
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
            securityContext:
              seccompProfile: { type: RuntimeDefault }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
      {
        title: 'a container with a profile of its own',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext:
                  seccompProfile: { type: Localhost, localhostProfile: profiles/web.json }
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
        title: 'a container that nobody gives a profile',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: prepare
                image: example.com/web:1.0.0
                securityContext:
                  seccompProfile: { type: RuntimeDefault }
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/containers/0/securityContext/seccompProfile/type'],
      },
      {
        title: 'a container that opts out of what the pod says',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            securityContext:
              seccompProfile: { type: RuntimeDefault }
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext:
                  seccompProfile: { type: Unconfined }
        `,
        at: ['/spec/containers/0/securityContext/seccompProfile/type'],
      },
      {
        title: 'an unconfined pod, though its container is confined',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            securityContext:
              seccompProfile: { type: Unconfined }
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext:
                  seccompProfile: { type: RuntimeDefault }
        `,
        at: ['/spec/securityContext/seccompProfile/type'],
      },
    ],
  },
});
