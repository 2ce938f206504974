import * as z from '../../model/z.ts';
import { celLiteral, literalPattern } from '../cel/literal.ts';
import { defineRule } from '../rule.ts';

const parameters = z.object({
  /** Tags that are moved to each new version. */
  tags: z
    .array(z.string().regex(/^\w[\w.-]{0,127}$/, { error: 'is no tag; write for example latest' }))
    .default(['canary', 'dev', 'develop', 'edge', 'head', 'latest', 'main', 'master', 'nightly', 'rolling', 'stable']),
});

export default defineRule({
  kind: 'admission',
  id: 'no-mutable-tag',
  title: 'No tag that moves',
  severity: 'error',
  why: 'latest, or no tag at all, is whatever was pushed last: nobody can say which version runs, a rollback brings back the same image, and nodes that pulled on different days run different code.',
  fix: 'Name a version, and its digest beside it. A tag beside a digest is a comment to Kubernetes, and may be any.',
  upstream: [
    'C-0075',
    'KSV-0013',
    'kube-linter: latest-tag',
    'kube-score: container-image-tag',
    'kyverno: disallow-latest-tag',
    'kyverno: imagepullpolicy-always',
  ],
  links: ['https://kubernetes.io/docs/concepts/containers/images/#updating-images'],
  since: '0.1.0',
  parameters,
  each: 'containers',
  // a colon before the last slash belongs to the port of the registry
  require: ({ tags }) =>
    "it.?image.orValue('').matches('@|:[^/:]+$')" +
    (tags.length === 0
      ? ''
      : ` && !it.image.matches(${celLiteral(`^[^@]*:(?:${tags.map(literalPattern).join('|')})$`)})`),
  message: 'must name a version of its image',
  at: '/image',
  examples: {
    pass: [
      {
        title: 'a version',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0
        `,
      },
      {
        title: 'a digest without a tag',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web@sha256:${'0123456789abcdef'.repeat(4)}
        `,
      },
    ],
    fail: [
      {
        title: 'latest',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:latest
        `,
        at: ['/spec/containers/0/image'],
      },
      {
        title: 'no tag: short, and from a registry with a port',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - name: prepare
                image: registry.example.com:5000/team/web
            containers:
              - name: web
                image: busybox
        `,
        at: ['/spec/containers/0/image', '/spec/initContainers/0/image'],
      },
      {
        title: 'a branch that is named in the settings',
        parameters: { tags: ['trunk'] },
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:trunk
        `,
        at: ['/spec/containers/0/image'],
      },
    ],
  },
});
