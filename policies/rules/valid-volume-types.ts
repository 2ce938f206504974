import { celLiteral } from '../cel/literal.ts';
import { defineRule } from '../rule.ts';

const TYPES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

export default defineRule({
  kind: 'admission',
  id: 'valid-volume-types',
  title: 'Volumes of the types made for pods',
  severity: 'error',
  why: 'Inline volumes such as nfs, iscsi or gitRepo let the author of a pod choose servers and credentials that the node then uses as root; most of the types are deprecated, and some run code on the node.',
  fix: 'Let a PersistentVolume or a StorageClass, which the platform team owns, name the storage, and claim it: persistentVolumeClaim, ephemeral, or csi.',
  upstream: ['PSS restricted: Volume Types', 'KSV-0028', 'KSV-0121', 'kyverno: restrict-volume-types'],
  links: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
    'https://kubernetes.io/docs/concepts/storage/volumes/',
  ],
  since: '0.1.0',
  each: 'volumes',
  require: `${celLiteral(TYPES)}.exists(type, type in it)`,
  message: `must be one of ${TYPES.join(', ')}`,
  at: (item) =>
    Object.keys(item)
      .filter((key) => key !== 'name')
      .map((key) => `/${key}`),
  podSecurity: [{ level: 'restricted' }],
  examples: {
    pass: [
      {
        title: 'types that are allowed, and one without a source, which is an emptyDir',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
            volumes:
              - name: config
                configMap: { name: web }
              - name: data
                persistentVolumeClaim: { claimName: data }
              - name: scratch
        `,
      },
    ],
    fail: [
      {
        title: 'a server that the pod chooses',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
            volumes:
              - name: data
                nfs: { server: nfs.example.com, path: /export }
        `,
        at: ['/spec/volumes/0/nfs'],
      },
    ],
  },
});
