import { defineRule } from '../rule.ts';

const D = `${'0123456789abcdef'.repeat(4)}`;

export default defineRule({
  kind: 'admission',
  id: 'require-digest',
  title: 'Images are named by digest',
  severity: 'error',
  why: 'A tag can be moved: two pods of one rollout may run different code, a restart may bring a new version, and what was reviewed and scanned is not what runs. A digest names one content for ever.',
  fix: 'Write the image as name:tag@sha256:…, with the digest of the index, which serves every platform. In Stele the stack names the repository and the lock of the environment the digest: stele images, stele promote.',
  upstream: ['C-0306', 'kyverno: require-image-checksum'],
  links: [
    'https://kubernetes.io/docs/concepts/containers/images/#image-names',
    'https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests',
  ],
  since: '0.1.0',
  each: 'containers',
  require: "it.?image.orValue('').matches('^[^@]+@(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$')",
  message: 'must name its image by digest',
  at: '/image',
  examples: {
    pass: [
      {
        title: 'tag and digest',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0@sha256:${D}
        `,
      },
      {
        title: 'a digest without a tag, from a registry with a port',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: registry.example.com:5000/team/web@sha256:${D}
        `,
      },
    ],
    fail: [
      {
        title: 'a tag alone',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
        at: ['/spec/containers/0/image'],
      },
      {
        title: 'an init container beside a fine one',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: prepare
                image: busybox
            containers:
              - name: web
                image: example.com/web:1.0.0@sha256:${D}
        `,
        at: ['/spec/initContainers/0/image'],
      },
      {
        title: 'a digest that is cut off',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web@sha256:0123456789abcdef
        `,
        at: ['/spec/containers/0/image'],
      },
    ],
  },
});
