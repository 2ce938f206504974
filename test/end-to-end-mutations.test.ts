import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MUTATIONS } from './e2e/support/mutations.ts';
import { CHECKOUT } from './support/project-folder.ts';

const SOURCES = ['constructs', 'pipeline', 'test/e2e', 'tools/cluster'];

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'stele-mutations-'));
  cpSync(join(CHECKOUT, 'manifests'), join(root, 'manifests'), { recursive: true });
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))('the mutation %s', (_, mutation) => {
  it('finds what it changes', () => {
    for (const folder of SOURCES) cpSync(join(CHECKOUT, folder), join(root, folder), { recursive: true });

    expect(() => mutation.apply(root)).not.toThrow();
  });

  it('names a test file that there is', () => {
    expect(readFileSync(join(CHECKOUT, 'test/e2e', `${mutation.file}.test.ts`), 'utf8')).toContain('@jest/globals');
  });
});
