import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Lock, lockText, withRingImages } from '../model/lock.ts';

interface CustomManager {
  readonly managerFilePatterns: readonly [string];
  readonly matchStrings: readonly [string];
  readonly autoReplaceStringTemplate: string;
}

const file = new URL('../renovate.json', import.meta.url);
const [manager] = (JSON.parse(readFileSync(file, 'utf8')) as { readonly customManagers: readonly [CustomManager] })
  .customManagers;

const OLD = { tag: '6.9.0', digest: `sha256:${'a'.repeat(64)}` };
const NEW = { tag: '6.9.1', digest: `sha256:${'b'.repeat(64)}` };
const REDIS = { tag: '8.0-alpine', digest: `sha256:${'c'.repeat(64)}` };
const images = { 'ghcr.io/stefanprodan/podinfo': OLD, 'docker.io/library/redis': REDIS };
const lock: Lock = { rings: { '0': { source: null, images }, '1': { source: 'd'.repeat(40), images } } };

describe('the Renovate manager of locks', () => {
  it('finds every image of every ring', () => {
    const found = [...lockText(lock).matchAll(new RegExp(manager.matchStrings[0], 'g'))].map(({ groups }) => ({
      ...groups,
    }));
    const redis = { depName: 'docker.io/library/redis', currentValue: REDIS.tag, currentDigest: REDIS.digest };
    const podinfo = { depName: 'ghcr.io/stefanprodan/podinfo', currentValue: OLD.tag, currentDigest: OLD.digest };
    expect(found).toEqual([redis, podinfo, redis, podinfo]);
  });

  it('writes what Stele would have written', () => {
    const replacement = manager.autoReplaceStringTemplate
      .replace('{{{depName}}}', 'ghcr.io/stefanprodan/podinfo')
      .replace('{{{newValue}}}', NEW.tag)
      .replace('{{{newDigest}}}', NEW.digest);
    const podinfo = new RegExp(manager.matchStrings[0].replace('(?<depName>[^"\\s]+)', 'ghcr.io/stefanprodan/podinfo'));
    expect(lockText(lock).replace(podinfo, replacement)).toBe(
      lockText(withRingImages(lock, 0, { ...images, 'ghcr.io/stefanprodan/podinfo': NEW })),
    );
  });

  it('reads the locks of environments, and no other file', () => {
    const pattern = new RegExp(manager.managerFilePatterns[0].slice(1, -1));
    const files = [
      'environments/dev.lock.json',
      'environments/dev.ts',
      'package-lock.json',
      'environments/a/b.lock.json',
    ];
    expect(files.filter((name) => pattern.test(name))).toEqual(['environments/dev.lock.json']);
  });
});
