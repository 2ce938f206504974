import { describe, expect, test } from '@jest/globals';
import { mirrored } from '../../constructs/image-mirror.ts';
import { DIGEST } from '../support/stack-chart.ts';

const PODINFO = `ghcr.io/stefanprodan/podinfo:6.9.2@${DIGEST}`;

describe('mirrored', () => {
  test('leaves an image alone on a cluster without a mirror', () => {
    expect(mirrored(PODINFO, undefined)).toBe(PODINFO);
  });

  test('replaces the registry host and keeps path, tag and digest', () => {
    expect(mirrored(PODINFO, { 'ghcr.io': 'registry.example.com:5000/ghcr' })).toBe(
      `registry.example.com:5000/ghcr/stefanprodan/podinfo:6.9.2@${DIGEST}`,
    );
  });

  test('prefers the longest prefix, whatever the order of the facts', () => {
    const mirror = {
      'ghcr.io': 'a.example.com',
      'ghcr.io/stefanprodan': 'b.example.com/sp',
      'docker.io': 'c.example.com',
    };
    expect(mirrored(PODINFO, mirror)).toBe(`b.example.com/sp/podinfo:6.9.2@${DIGEST}`);
  });

  test('replaces a whole repository', () => {
    expect(mirrored(PODINFO, { 'ghcr.io/stefanprodan/podinfo': 'a.example.com/podinfo' })).toBe(
      `a.example.com/podinfo:6.9.2@${DIGEST}`,
    );
  });

  test('does not match in the middle of a name', () => {
    expect(mirrored(PODINFO, { 'ghcr.io/stefan': 'a.example.com', ghcr: 'b.example.com' })).toBe(PODINFO);
  });

  test('tells the port of a registry from a tag', () => {
    const image = `localhost:5000/app:1@${DIGEST}`;
    expect(mirrored(image, { localhost: 'a.example.com' })).toBe(image);
    expect(mirrored(image, { 'localhost:5000': 'a.example.com' })).toBe(`a.example.com/app:1@${DIGEST}`);
  });
});
