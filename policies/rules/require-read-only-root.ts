import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'require-read-only-root',
  title: 'Root file systems are read-only',
  severity: 'error',
  why: 'What a container can write to its own file system is lost at its next restart, is bounded by nothing but the node’s disk, and is where an intruder puts tools. A read-only root makes every writable path a visible decision.',
  fix: 'Set securityContext.readOnlyRootFilesystem to true, and mount an emptyDir with a size limit where the application writes; in Stele: writable: { "/tmp": "64Mi" }. Ephemeral containers are exempt: tools for debugging write.',
  upstream: [
    'C-0017',
    'KSV-0014',
    'kube-linter: no-read-only-root-fs',
    'kube-score: container-security-context-readonlyrootfilesystem',
    'kyverno: require-ro-rootfs',
  ],
  links: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  since: '0.1.0',
  each: 'mainContainers',
  // Windows cannot run with a read-only root
  when: '!variables.isWindows',
  require: 'it.?securityContext.?readOnlyRootFilesystem.orValue(false)',
  message: 'must set securityContext.readOnlyRootFilesystem to true',
  at: '/securityContext/readOnlyRootFilesystem',
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
                securityContext: { readOnlyRootFilesystem: true }
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext: { readOnlyRootFilesystem: true }
        `,
      },
      {
        title: 'a Windows pod, which cannot have it',
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
        at: ['/spec/containers/0/securityContext/readOnlyRootFilesystem'],
      },
      {
        title: 'a native sidecar that writes',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: proxy
                image: example.com/proxy:1.0.0
                restartPolicy: Always
                securityContext: { readOnlyRootFilesystem: false }
            containers:
              - name: web
                image: example.com/web:1.0.0
                securityContext: { readOnlyRootFilesystem: true }
        `,
        at: ['/spec/initContainers/0/securityContext/readOnlyRootFilesystem'],
      },
    ],
  },
});
