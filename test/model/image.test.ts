import { describe, expect, test } from '@jest/globals';
import {
  imageReference,
  parseImageReference,
  parseImageVersion,
  referenceProblem,
  repositoryProblem,
} from '../../model/image.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('repositoryProblem', () => {
  test.each([
    'ghcr.io/stefanprodan/podinfo',
    'docker.io/library/busybox',
    'registry.k8s.io/kube-state-metrics/kube-state-metrics',
    'localhost:5000/app',
    'registry.example.com:8443/a/b__c/d-e.f',
  ])('accepts %s', (repository) => {
    expect(repositoryProblem(repository)).toBeUndefined();
  });

  test.each([
    ['nginx', '"nginx" names no registry; write docker.io/library/nginx'],
    ['grafana/loki', '"grafana/loki" names no registry; write docker.io/grafana/loki'],
    [
      'ghcr.io/x/y:1.0',
      '"ghcr.io/x/y:1.0" carries a tag or digest; name the repository only, the version comes from the lock',
    ],
    ['ghcr.io/X/y', '"ghcr.io/X/y" is no image repository; write host/path, for example ghcr.io/stefanprodan/podinfo'],
    ['ghcr.io', '"ghcr.io" is no image repository; write host/path, for example ghcr.io/stefanprodan/podinfo'],
    [
      'ghcr.io/a/../b',
      '"ghcr.io/a/../b" is no image repository; write host/path, for example ghcr.io/stefanprodan/podinfo',
    ],
  ])('refuses %s', (repository, problem) => {
    expect(repositoryProblem(repository)).toBe(problem);
  });
});

describe('an image reference', () => {
  test('is taken apart into what it was made of, with a port in the host', () => {
    const reference = imageReference('localhost:5000/app', { tag: '1.2.3', digest: DIGEST });
    expect(parseImageReference(reference)).toEqual({ repository: 'localhost:5000/app', tag: '1.2.3', digest: DIGEST });
  });

  test.each([`ghcr.io/x/y@${DIGEST}`, 'ghcr.io/x/y:1.0', `ghcr.io/x/y:1.0@sha256:abc`, `y:1@${DIGEST}`])(
    '%s is none, for want of a tag, a digest or a registry',
    (reference) => {
      expect(parseImageReference(reference)).toBeUndefined();
    },
  );

  test('gives its version as <tag>@<digest>', () => {
    expect(parseImageVersion(`1.2.3@${DIGEST}`)).toEqual({ tag: '1.2.3', digest: DIGEST });
    expect(parseImageVersion(`1.2.3@${DIGEST}@x`)).toBeUndefined();
  });
});

describe('referenceProblem', () => {
  test.each([
    'nginx',
    'nginx:1.29',
    'auto',
    `nginx@${DIGEST}`,
    `ghcr.io/a/b:1.0@${DIGEST}`,
    'localhost/app',
    'registry:5000/app',
    '[::1]:5000/app:1',
    'Registry/app',
    `example.com/app@sha512:${'b'.repeat(128)}`,
  ])('finds nothing wrong with %s', (reference) => {
    expect(referenceProblem(reference)).toBeUndefined();
  });

  test.each([
    ['', 'is empty'],
    [' nginx', 'begins or ends with white space'],
    ['nginx:', 'has the tag ""; use 1 to 128 of letters, digits, ".", "_" and "-", not beginning with "." or "-"'],
    [
      'example.com/a:1:2',
      'has the tag "1:2"; use 1 to 128 of letters, digits, ".", "_" and "-", not beginning with "." or "-"',
    ],
    ['a@b@c', 'has more than one "@"'],
    ['a@sha256:abc', 'has the digest "sha256:abc"; sha256: is followed by 64 of 0-9 and a-f'],
    ['example.com/App', 'has the part "App" in its path; use a-z and 0-9, separated by one of ".", "_", "__" or "-"'],
    ['a//b', 'has the part "" in its path; use a-z and 0-9, separated by one of ".", "_", "__" or "-"'],
    ['exa_mple.com/app', 'has the registry "exa_mple.com", which is no host name'],
    ['a'.repeat(64), 'is an image id, which no registry can serve'],
    [`example.com/${'a'.repeat(256)}`, 'has a path of more than 255 characters'],
    ['a'.repeat(1025), 'is longer than any image reference'],
  ])('says what is wrong with %s', (reference, problem) => {
    expect(referenceProblem(reference)).toBe(problem);
  });
});
