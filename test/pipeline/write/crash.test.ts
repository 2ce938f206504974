import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compareTree, writeTree } from '../../../pipeline/write/tree.ts';
import { crashTree } from './crash-tree.ts';
import { TemporaryTree } from './temporary-tree.ts';

const FILES = 200;
const KILLS = 50;
const SCRIPT = join(import.meta.dirname, 'write-forever.ts');

/** Every text that a file may have at any moment: what is whole in one of the four generations. */
const whole = new Map<string, Set<string>>();
for (let generation = 0; generation < 4; generation++) {
  for (const { path, text } of crashTree(generation, FILES)) {
    for (const place of [path, path.replace(/\.yaml$/, '.previous.yaml')]) {
      whole.set(place, (whole.get(place) ?? new Set()).add(text()));
    }
  }
}

describe('A run that is killed', () => {
  let tree: TemporaryTree;
  beforeAll(() => {
    tree = new TemporaryTree();
  });
  afterAll(() => tree.remove());

  test(`leaves each file old or new at ${KILLS} random moments, and the next run repairs the rest`, async () => {
    let partial = 0;
    for (const delay of moments(KILLS)) {
      await killedAfter(delay, tree.root);
      const broken = Object.entries(tree.texts())
        .filter(([path]) => !path.startsWith('.stele-lock'))
        .filter(([path, text]) => !whole.get(path)?.has(text));
      expect(broken).toEqual([]);

      if (compareTree({ root: tree.root, files: crashTree(0, FILES) }).unchanged > 0) partial++;
      writeTree({ root: tree.root, files: crashTree(0, FILES) });
      expect(compareTree({ root: tree.root, files: crashTree(0, FILES) }).differs).toEqual([]);
      expect(tree.list().filter((path) => path.startsWith('.') || path.endsWith('/'))).toEqual([]);
    }
    // the moments are of use only when some of them are in the middle
    expect(partial).toBeGreaterThan(0);
  }, 300_000);
});

/** Milliseconds after the first sign of life, the same ones in every run of the test. */
function moments(count: number): number[] {
  let state = 20240229;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return (state / 2 ** 31) * 60;
  });
}

async function killedAfter(delay: number, root: string): Promise<void> {
  const child = spawn(process.execPath, ['--no-warnings', SCRIPT, root, String(FILES)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, delay));
  child.kill('SIGKILL');
  const [, signal] = await ended;
  expect(signal).toBe('SIGKILL');
}
