import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHECKOUT, ProjectFolder } from '../support/project-folder.ts';

const FOLDER = join(CHECKOUT, 'test/fixtures/types');
const CASES = readdirSync(FOLDER).map((file) => ({ file, text: readFileSync(join(FOLDER, file), 'utf8') }));

describe('the compiler refuses a mistake in an environment with one short message', () => {
  const errors = new Map<string, string[]>();
  let folder: ProjectFolder | undefined;

  beforeAll(() => {
    const { compilerOptions } = JSON.parse(readFileSync(join(CHECKOUT, 'tsconfig.json'), 'utf8'));
    folder = new ProjectFolder([
      ['tsconfig.json', JSON.stringify({ compilerOptions: { ...compilerOptions, types: [] }, include: ['*.ts'] })],
      ...CASES.map(({ file, text }) => [file, text] as const),
    ]);
    const tsc = join(CHECKOUT, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '--pretty', 'false', '-p', folder.root], {
      encoding: 'utf8',
      cwd: folder.root,
    });
    for (const line of stdout.split('\n')) {
      const [, file, message] = /^([^\s(]+)\(\d+,\d+\): error (.*)$/.exec(line) ?? [];
      if (file !== undefined && message !== undefined) errors.set(file, [...(errors.get(file) ?? []), message]);
    }
  }, 60_000);

  afterAll(() => folder?.remove());

  test.each(CASES.map(({ file, text }) => [file, text] as const))('%s', (file, text) => {
    const expected = text.slice('// '.length, text.indexOf('\n')).trim();
    expect(errors.get(file) ?? []).toEqual(expected === '' ? [] : [expected]);
  });
});
