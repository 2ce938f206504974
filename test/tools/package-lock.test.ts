import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { completeLock, type PackageLock } from '../../tools/package-lock.ts';

const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');

describe('package-lock.json', () => {
  it('lists the optional packages of every platform', () => {
    expect(completeLock(JSON.parse(text) as PackageLock).added).toEqual([]);
  });

  it('names no registry', () => {
    const { packages } = JSON.parse(text) as PackageLock;
    expect(Object.keys(packages).filter((path) => packages[path]?.resolved !== undefined)).toEqual([]);
  });
});

describe('completing a lock', () => {
  it.each([
    ['@biomejs/cli-win32-x64', { os: ['win32'], cpu: ['x64'] }],
    ['@swc/core-linux-s390x-gnu', { os: ['linux'], cpu: ['s390x'], libc: ['glibc'] }],
    ['@parcel/watcher-linux-arm64-glibc', { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] }],
    ['@biomejs/cli-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
    ['@unrs/resolver-binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'] }],
  ])('adds %s for the platform that its name says', (name, platform) => {
    const lock = {
      packages: { '': {}, 'node_modules/tool': { dev: true, optionalDependencies: { [name]: '1.2.3' } } },
    };
    expect(completeLock(lock).lock.packages[`node_modules/${name}`]).toEqual({
      version: '1.2.3',
      dev: true,
      ...platform,
      optional: true,
    });
  });

  it('takes a package inside the one that needs it for installed', () => {
    const tool = { optionalDependencies: { 'tool-linux-x64': '1.2.3' } };
    const lock = {
      packages: {
        '': {},
        'node_modules/tool': tool,
        'node_modules/tool/node_modules/tool-linux-x64': { version: '1.2.3' },
      },
    };
    expect(completeLock(lock).added).toEqual([]);
  });

  it('refuses what no name tells', () => {
    const lock = { packages: { '': {}, 'node_modules/tool': { optionalDependencies: { fsevents: '^2.3.3' } } } };
    expect(() => completeLock(lock)).toThrow('node_modules/tool has the optional dependency fsevents@^2.3.3');
  });
});
