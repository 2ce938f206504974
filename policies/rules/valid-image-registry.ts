import { imageRegistry } from '../../model/image.ts';
import * as z from '../../model/z.ts';
import { celLiteral, literalPattern } from '../cel/literal.ts';
import { defineRule } from '../rule.ts';

const DOCKER_HUB = 'docker.io';

const parameters = z.object({
  /** None: every registry is fine. */
  registries: z.array(imageRegistry).default([]),
});

export default defineRule({
  kind: 'admission',
  id: 'valid-image-registry',
  title: 'Images come from registries that are allowed',
  severity: 'error',
  why: 'An image from anywhere is code from anybody: not scanned, not signed, not mirrored, and gone when its registry is.',
  fix: 'Copy the image to a registry of the list, or add its registry to the fact imageRegistries of the cluster; where a cluster says none, and for YAML of others, the parameter registries of this rule in stele.config.ts counts. An image without a registry comes from docker.io, and without a slash from docker.io/library.',
  upstream: [
    'C-0001',
    'C-0078',
    'C-0253',
    'KSV-0032',
    'KSV-0033',
    'KSV-0034',
    'KSV-0035',
    'KSV-0125',
    'kyverno: restrict-image-registries',
    'kyverno: advanced-restrict-image-registries',
    'kyverno: allowed-image-repos',
    'kyverno: restrict-deprecated-registry',
  ],
  links: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
  since: '0.1.0',
  parameters,
  factParameters: ({ imageRegistries }) => (imageRegistries === undefined ? {} : { registries: [...imageRegistries] }),
  each: 'containers',
  require: ({ registries }) => {
    if (registries.length === 0) return 'true';
    const image = "it.?image.orValue('')";
    const written = `${image}.matches(${celLiteral(anyOf(registries.map(writtenOut)))})`;
    const short = registries.flatMap(shortForms);
    if (short.length === 0) return written;
    return `${written} || !${image}.startsWith('localhost/') && ${image}.matches(${celLiteral(anyOf(short))})`;
  },
  message: 'must take its image from a registry that is allowed',
  at: '/image',
  examples: {
    pass: [
      {
        title: 'a registry of the list, and a folder of another',
        parameters: { registries: ['ghcr.io', 'registry.example.com:5000/team'] },
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: ghcr.io/stefanprodan/podinfo:6.9.0
              - name: log
                image: registry.example.com:5000/team/log:1.0.0
        `,
      },
      {
        title: 'short names of Docker Hub',
        parameters: { registries: ['docker.io'] },
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: shell
                image: busybox
              - name: cache
                image: library/redis:8.2.0
              - name: web
                image: docker.io/stefanprodan/podinfo:6.9.0
        `,
      },
      {
        title: 'no list, no limit',
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
    ],
    fail: [
      {
        title: 'another registry, and names that only begin like one of the list',
        parameters: { registries: ['example.com', 'ghcr.io/team'] },
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: elsewhere
                image: quay.io/team/web:1.0.0
              - name: port
                image: example.com:5000/web:1.0.0
              - name: longer
                image: example.com.evil.test/web:1.0.0
              - name: folder
                image: ghcr.io/team-of-others/web:1.0.0
        `,
        at: [
          '/spec/containers/0/image',
          '/spec/containers/1/image',
          '/spec/containers/2/image',
          '/spec/containers/3/image',
        ],
      },
      {
        title: 'a short name, which is Docker Hub',
        parameters: { registries: ['ghcr.io'] },
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: web
                image: busybox
        `,
        at: ['/spec/containers/0/image'],
      },
      {
        title: 'of Docker Hub only its own images',
        parameters: { registries: ['docker.io/library'] },
        yaml: `
          apiVersion: v1
          kind: Pod
          metadata: { name: web }
          spec:
            containers:
              - name: shell
                image: busybox:1.37.0
              - name: web
                image: stefanprodan/podinfo:6.9.0
        `,
        at: ['/spec/containers/1/image'],
      },
    ],
  },
});

function anyOf(patterns: readonly string[]): string {
  return `^(?:${patterns.join('|')})`;
}

/** A whole registry is followed by a slash; a repository or a folder also by a tag, a digest or the end. */
function writtenOut(registry: string): string {
  return `${literalPattern(registry)}${registry.includes('/') ? '(?:[/:@]|$)' : '/'}`;
}

/**
 * What may be written without `docker.io`: it is meant where the first name has neither a dot nor a port.
 * https://github.com/distribution/reference/blob/main/normalize.go
 */
function shortForms(registry: string): string[] {
  const [host, ...folders] = registry.split('/');
  if (host !== DOCKER_HUB) return [];
  if (folders.length === 0) return ['[^/]+$', '[^/.:@]+/'];
  const folder = `${folders.map(literalPattern).join('/')}(?:[/:@]|$)`;
  if (folders[0] !== 'library') return [folder];
  const image = folders.slice(1).map(literalPattern).join('/');
  return [folder, image === '' ? '[^/]+$' : `${image}(?:[:@]|$)`];
}
