import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyBiomeConfig } from './support/biome-config.ts';
import { CHECKOUT } from './support/project-folder.ts';

const GLOBAL = 'lint/style/noRestrictedGlobals';
const PLUGIN = 'plugin';

/** What the source must not take in, and what refuses it. */
const REFUSED: readonly (readonly [line: string, rule: string])[] = [
  ['export const home = process.env.HOME;', GLOBAL],
  ['export const platform = globalThis.process.platform;', GLOBAL],
  ['export const cores = navigator.hardwareConcurrency;', GLOBAL],
  ['export const now = Date.now();', GLOBAL],
  ['export const today = new Date();', GLOBAL],
  ['export const started = performance.now();', GLOBAL],
  ['export const timer = setTimeout(() => {}, 1000);', GLOBAL],
  ['export const id = crypto.randomUUID();', GLOBAL],
  ["export const answer = fetch('https://example.com');", GLOBAL],
  ['export const luck = Math.random();', PLUGIN],
  ["export const sorted = ['b', 'a'].sort((one, other) => one.localeCompare(other));", PLUGIN],
  ['export const amount = (1000).toLocaleString();', PLUGIN],
];

const FOLDERS = ['constructs', 'environments', 'model', 'stacks'];

describe('the source that manifests are made from', () => {
  let folder = '';
  let found: ReadonlyMap<string, readonly string[]> = new Map();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stele-lint-'));
    copyBiomeConfig(folder);
    for (const [index, [line]] of REFUSED.entries()) {
      for (const place of [...FOLDERS, 'pipeline']) write(`${place}/refused-${index}.ts`, line);
    }
    write('stacks/allowed.ts', 'export const most = (process: number) => Math.max(1, process);');
    found = lint(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
  }

  it.each(REFUSED.map(([line, rule], index) => [line, rule, index] as const))(
    'must not hold: %s',
    (_line, rule, index) => {
      expect(FOLDERS.map((place) => found.get(`${place}/refused-${index}.ts`))).toEqual(FOLDERS.map(() => [rule]));
    },
  );

  it('may calculate, and name things as it likes', () => {
    expect(found.get('stacks/allowed.ts')).toBeUndefined();
  });

  it('is not the pipeline, which reads clock and disk', () => {
    expect([...found.keys()].filter((path) => path.startsWith('pipeline/'))).toEqual([]);
  });
});

/** The rules that are broken, by file. */
function lint(folder: string): Map<string, string[]> {
  const program = join(CHECKOUT, 'node_modules/.bin/biome');
  const { stdout } = spawnSync(program, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string } }[];
  };
  const rules = new Map<string, string[]>();
  for (const { category, location } of diagnostics) {
    rules.set(location.path, [...(rules.get(location.path) ?? []), category]);
  }
  return rules;
}
