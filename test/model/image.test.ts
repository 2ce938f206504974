import { describe, expect, test } from '@jest/globals';
import { imageReference, parseImageReference, parseImageVersion, repositoryProblem } from '../../model/image.ts';

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
