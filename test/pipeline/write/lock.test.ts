import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { lockTree } from '../../../pipeline/write/lock.ts';
import { writeTree } from '../../../pipeline/write/tree.ts';
import { configMap, problemsOf, rendered, TemporaryTree } from './temporary-tree.ts';

let tree: TemporaryTree;
beforeEach(() => {
  tree = new TemporaryTree();
});
afterEach(() => tree.remove());

const OWNER = '.stele-lock/owner';
const write = () => writeTree({ root: tree.root, files: rendered(configMap('a')) });

/** The number of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('Two runs at once', () => {
  test('are refused, with the process that is writing', () => {
    tree.put(OWNER, `${process.ppid} ${hostname()}\n`);
    expect(problemsOf(write)).toEqual([
      `manifests: process ${process.ppid} on ${hostname()} is writing here; wait until it has finished, or remove manifests/.stele-lock if there is none`,
    ]);
    expect(tree.list()).toEqual([OWNER]);
  });

  test('are refused when the other one is on another machine', () => {
    tree.put(OWNER, '1 elsewhere\n');
    expect(problemsOf(write)).toEqual([expect.stringContaining('process 1 on elsewhere is writing here')]);
  });
});

describe('What a killed run leaves', () => {
  test('is taken over, and removed', () => {
    tree.put(OWNER, `${endedProcess()} ${hostname()}\n`);
    tree.put('.stele-lock/0', 'half a fi');
    tree.put('.stele-lock/1/ring-0/shop/ConfigMap.a.yaml', 'half a fi');
    expect(write()).toMatchObject({ written: [expect.any(String)] });
    expect(readdirSync(tree.root)).toEqual(['prod']);
  });

  test('is removed, too, when the run that was removing it was killed', () => {
    tree.put('.stele-lock-12345/0', 'half a fi');
    expect(write()).toMatchObject({ written: [expect.any(String)] });
    expect(readdirSync(tree.root)).toEqual(['prod']);
  });

  test('is taken over when it did not come to say who it was', () => {
    tree.put('.stele-lock/.gitignore', '*\n');
    expect(write()).toMatchObject({ written: [expect.any(String)] });
  });

  test('is taken over when its process number is now ours', () => {
    tree.put(OWNER, `${process.pid} ${hostname()}\n`);
    expect(write()).toMatchObject({ written: [expect.any(String)] });
  });

  test('is taken over after ten minutes, whoever it was', () => {
    tree.put(OWNER, '1 elsewhere\n');
    const old = Date.now() / 1000 - 601;
    utimesSync(join(tree.root, '.stele-lock'), old, old);
    expect(write()).toMatchObject({ written: [expect.any(String)] });
  });

  test('is not taken over while it shows that it goes on', () => {
    const lock = lockTree(tree.root);
    utimesSync(lock.folder, 0, 0);
    const before = Date.now() - 1000;
    lock.stillThere();
    expect(statSync(lock.folder).mtimeMs).toBeGreaterThan(before);
    lock.release();
  });

  test('is never committed', () => {
    const lock = lockTree(tree.root);
    expect(tree.read('.stele-lock/.gitignore')).toBe('*\n');
    lock.release();
    expect(tree.list()).toEqual([]);
  });
});

// the administrator may write everywhere
(process.getuid?.() === 0 ? describe.skip : describe)('A tree that may not be written', () => {
  afterEach(() => chmodSync(tree.root, 0o755));

  test('will do while nothing has to be written', () => {
    write();
    chmodSync(tree.root, 0o555);
    expect(write()).toMatchObject({ written: [], unchanged: 1 });
  });

  test('is an error that says what to do', () => {
    tree.put('README.md', '');
    chmodSync(tree.root, 0o555);
    expect(problemsOf(write)).toEqual([
      'manifests: permission denied; change its owner or its permissions, and run again',
    ]);
  });
});
