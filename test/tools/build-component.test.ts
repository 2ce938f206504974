import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buildComponent, isBuilt } from '../../tools/build-component.ts';
import { component, folderOf, sweep, versionOf } from '../../tools/component-cache.ts';

const ETCD = component('etcd');
const VERSION = versionOf(ETCD);
const PATH = process.env.PATH;
const CACHE = process.env.XDG_CACHE_HOME;

let place: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'stele-components-'));
  mkdirSync(join(place, 'bin'));
  process.env.XDG_CACHE_HOME = join(place, 'cache');
  process.env.PATH = `${join(place, 'bin')}:/usr/bin:/bin`;
  // go build … -o OUTPUT PACKAGE
  program('go', 'while [ "$1" != -o ]; do shift; done; echo "$PWD" > "$2"');
});

afterEach(() => {
  process.env.PATH = PATH;
  if (CACHE === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = CACHE;
  rmSync(place, { recursive: true });
});

describe('a component', () => {
  it('is built from its recipe when there is none', async () => {
    expect(isBuilt(ETCD)).toBe(false);

    expect([await build(), isBuilt(ETCD)]).toEqual(['built', true]);
    expect(readFileSync(join(folderOf(ETCD), 'etcd'), 'utf8')).toMatch(/\/tools\/etcd\n$/);
  });

  it('is not there when its build fails, and nothing half-made is', async () => {
    program('go', 'echo "no such package" >&2; exit 1');

    await expect(build()).rejects.toThrow('etcd: go build failed (exit 1):\n  no such package');
    expect(readdirSync(join(folderOf(ETCD), '..'))).toEqual([]);
  });

  it('is not there when its build is interrupted, and nothing half-made is', async () => {
    program('go', 'while [ "$1" != -o ]; do shift; done; echo half > "$2"; exec sleep 60');
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 300);

    await expect(buildComponent(ETCD, interrupt.signal)).rejects.toThrow('aborted');
    expect(readdirSync(join(folderOf(ETCD), '..'))).toEqual([]);
  });

  it('is built anew when something of it is missing', async () => {
    mkdirSync(folderOf(ETCD), { recursive: true });
    writeFileSync(join(folderOf(ETCD), 'left-over'), '');

    await build();

    expect([isBuilt(ETCD), readdirSync(folderOf(ETCD))]).toEqual([true, ['etcd']]);
  });

  it('is left to a process that was faster', async () => {
    await build();
    writeFileSync(join(folderOf(ETCD), 'etcd'), 'of the faster');

    await build();

    expect(readFileSync(join(folderOf(ETCD), 'etcd'), 'utf8')).toBe('of the faster');
    expect(readdirSync(join(folderOf(ETCD), '..'))).toHaveLength(1);
  });
});

describe('a binary on PATH', () => {
  it('is taken when it is of the right version', async () => {
    program('etcd', `echo "etcd Version: ${VERSION.slice(1)}"`);

    expect([await build(), isBuilt(ETCD)]).toEqual(['from PATH', true]);
  });

  it('is not taken when it is of another', async () => {
    program('etcd', `echo "etcd Version: ${VERSION.slice(1)}1"`);

    expect(await build()).toBe('built');
  });

  it('is looked at again when it has been upgraded since', async () => {
    program('etcd', `echo "etcd Version: ${VERSION.slice(1)}"`);
    await build();
    program('etcd', 'echo "etcd Version: 4.0.0, and longer"');

    expect(isBuilt(ETCD)).toBe(false);
    expect([await build(), isBuilt(ETCD)]).toEqual(['built', true]);
  });

  it('is missed when it has been removed since', async () => {
    program('etcd', `echo "etcd Version: ${VERSION.slice(1)}"`);
    await build();
    rmSync(join(place, 'bin', 'etcd'));

    expect(isBuilt(ETCD)).toBe(false);
    expect([await build(), isBuilt(ETCD)]).toEqual(['built', true]);
  });
});

describe('what an interrupted build left', () => {
  it('goes at the next look, unless its process still runs', () => {
    const cache = join(place, 'cache');
    const gone = join(cache, 'etcd@v1.0.0.4194999.part');
    const running = join(cache, `etcd@v1.0.0.${process.pid}.part`);
    for (const folder of [gone, running]) mkdirSync(folder, { recursive: true });

    sweep(cache);

    expect([gone, running].map((folder) => existsSync(folder))).toEqual([false, true]);
  });
});

function build(): Promise<string> {
  return buildComponent(ETCD, new AbortController().signal);
}

function program(name: string, script: string): void {
  const path = join(place, 'bin', name);
  rmSync(path, { force: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}
