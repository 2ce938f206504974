import { quantityIsSet } from '../cel/quantity.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'admission',
  id: 'require-scratch-limit',
  title: 'Scratch space is limited',
  severity: 'error',
  why: 'An emptyDir without a size limit may fill the node’s disk, and then the kubelet evicts pods, not only the one that wrote. In memory it may fill the container’s whole memory limit, or the node’s.',
  fix: 'Set sizeLimit on each emptyDir. In Stele: writable: { "/tmp": "64Mi" }.',
  upstream: ['kyverno: require-emptydir-requests-limits'],
  links: [
    'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir',
    'https://kubernetes.io/docs/concepts/storage/ephemeral-storage/',
  ],
  since: '0.1.0',
  each: 'volumes',
  when: 'has(it.emptyDir)',
  require: quantityIsSet("it.emptyDir.?sizeLimit.orValue('')"),
  message: 'must have a sizeLimit',
  at: '/emptyDir/sizeLimit',
  examples: {
    pass: [
      {
        title: 'on disk and in memory',
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
              - name: memory
                emptyDir: { medium: Memory, sizeLimit: 16Mi }
        `,
      },
    ],
    fail: [
      {
        title: 'an emptyDir that says nothing',
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
        `,
        at: ['/spec/volumes/0/emptyDir/sizeLimit'],
      },
      {
        title: 'a volume without a source, which is an emptyDir, and a limit of nothing, which is none',
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
              - name: more
                emptyDir: { sizeLimit: 0 }
        `,
        at: ['/spec/volumes/0/emptyDir/sizeLimit', '/spec/volumes/1/emptyDir/sizeLimit'],
      },
    ],
  },
});
