import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHECKOUT, ProjectFolder } from '../support/project-folder.ts';
import { parseTxtar } from '../support/txtar.ts';

const FOLDER = join(CHECKOUT, 'test/fixtures/invalid');
const BASE = parseTxtar(readFileSync(join(FOLDER, 'base.txtar'), 'utf8'));
const CASES = readdirSync(FOLDER)
  .filter((file) => file !== 'base.txtar')
  .sort()
  .map((file) => {
    const [why = ''] = readFileSync(join(FOLDER, file), 'utf8').split('\n', 1);
    const files = parseTxtar(readFileSync(join(FOLDER, file), 'utf8'));
    return { name: file.replace('.txtar', ''), why, files, expected: files.get('expect')?.trimEnd() ?? '' };
  });

describe('a project with one mistake is refused with one message that names it', () => {
  const folders: ProjectFolder[] = [];
  let results: string[][] = [];

  beforeAll(() => {
    for (const { files } of CASES) {
      const changed = [...files].filter(([path]) => path !== 'expect');
      folders.push(new ProjectFolder(new Map([...BASE, ...changed])));
    }
    const base = new ProjectFolder(BASE);
    folders.push(base);
    const output = execFileSync(
      process.execPath,
      [join(CHECKOUT, 'test/support/load-cases.ts'), ...folders.map(({ root }) => root)],
      { encoding: 'utf8' },
    );
    results = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as string[]);
  }, 60_000);

  afterAll(() => {
    for (const folder of folders) folder.remove();
  });

  test('the project without a mistake is accepted', () => {
    expect(results.at(-1)).toEqual([]);
  });

  test.each(CASES.map((item, index) => [item.name, item.why, index] as const))('%s: %s', (_name, _why, index) => {
    const { expected } = CASES[index] ?? { expected: '' };
    const found = results[index] ?? [];
    // what Node says of a module that does not load differs between its versions: the fixture gives the beginning
    const cut = expected.endsWith('SyntaxError') || expected.endsWith('Cannot find module');
    expect(found.map((line) => (cut ? line.slice(0, expected.length) : line))).toEqual([expected]);
  });
});
