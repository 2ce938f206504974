import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'no-host-path',
  title: 'No files of the node',
  severity: 'error',
  why: 'A hostPath volume is a piece of the node: read-only it shows the secrets of other pods and of the kubelet, writable it plants a static pod or a cron job. Data in it stays behind when the pod moves.',
  fix: 'Use a PersistentVolumeClaim for data, an emptyDir with a size limit for scratch, an image volume or a ConfigMap for files. Agents of the node that cannot do without need a waiver, and readOnly: true on the mount.',
  upstream: [
    'PSS baseline: HostPath Volumes',
    'C-0020',
    'C-0045',
    'C-0048',
    'C-0203',
    'CIS 5.2.11',
    'KSV-0023',
    'kube-linter: sensitive-host-mounts',
    'kube-linter: writable-host-mount',
    'kyverno: disallow-host-path',
    'kyverno: ensure-readonly-hostpath',
    'kyverno: limit-hostpath-vols',
  ],
  links: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
    'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
  ],
  since: '0.1.0',
  each: 'volumes',
  require: '!has(it.hostPath)',
  message: 'must not be a hostPath',
  at: '/hostPath',
  podSecurity: [{ level: 'baseline' }],
  examples: {
    pass: [
      {
        title: 'scratch and a claim',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
            volumes:
              - name: scratch
                emptyDir: { sizeLimit: 64Mi }
              - name: data
                persistentVolumeClaim: { claimName: data }
        `,
      },
    ],
    fail: [
      {
        title: 'one folder of the node',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
            volumes:
              - name: scratch
                emptyDir: {}
              - name: logs
                hostPath: { path: /var/log }
        `,
        at: ['/spec/volumes/1/hostPath'],
      },
    ],
  },
});
