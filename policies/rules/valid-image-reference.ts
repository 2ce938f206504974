import { referenceProblem } from '../../model/image.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  kind: 'object',
  id: 'valid-image-reference',
  title: 'Image references that a runtime can read',
  severity: 'error',
  why: 'The API server takes any text as an image. A reference that breaks the grammar is found by the kubelet, when the pod ends in InvalidImageName: a rollout that stops, or a node that cannot replace a pod.',
  fix: 'Write [registry[:port]/]repository[:tag][@sha256:digest], with a repository in lower case.',
  upstream: [],
  links: [
    'https://kubernetes.io/docs/concepts/containers/images/#image-names',
    'https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests',
  ],
  since: '0.1.0',
  looksAt: 'pods',
  check(_, { pod }) {
    return (pod?.containers ?? []).flatMap(({ container: { image }, name, pointer }) => {
      const problem = typeof image === 'string' ? referenceProblem(image) : 'is missing';
      if (problem === undefined) return [];
      return [{ pointer: `${pointer}/image`, message: `the image of container ${name} ${problem}` }];
    });
  },
  examples: {
    pass: [
      {
        title: 'a tag and a digest',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: example.com/web:1.0.0@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        `,
      },
      {
        title: 'short names, ports, and what a mesh fills in',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - { name: web, image: nginx }
              - { name: cache, image: 'localhost:5000/team_a/cache:1' }
              - { name: proxy, image: auto }
        `,
      },
    ],
    fail: [
      {
        title: 'a capital letter, and a tag that a template left empty',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            initContainers:
              - { name: prepare, image: 'example.com/prepare:' }
            containers:
              - { name: web, image: 'example.com/Web:1.0.0' }
        `,
        at: ['/spec/containers/0/image', '/spec/initContainers/0/image'],
      },
      {
        title: 'a digest that is cut',
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - { name: web, image: 'example.com/web@sha256:e3b0c442' }
        `,
        at: ['/spec/containers/0/image'],
      },
    ],
  },
});
