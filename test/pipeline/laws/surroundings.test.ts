import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readTexts, runStele } from '../../support/git-project.ts';
import { CHECKOUT } from '../../support/project-folder.ts';

// each test renders the whole of this repository
jest.setTimeout(60_000);

const CLEAN = { code: 0, stdout: '', stderr: expect.stringMatching(/^\d+ manifests, 0 differ, \d+\.\d\d s\n$/) };

describe('The committed manifests', () => {
  test('are what the source gives', async () => {
    expect(await runStele(CHECKOUT, ['synth', '--check'])).toEqual(CLEAN);
  });

  test.each<Record<string, string>>([
    { TZ: 'Pacific/Chatham', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', CDK8S_DISABLE_SORT: '1' },
    { TZ: 'America/St_Johns', LC_ALL: 'de_DE.UTF-8', LANGUAGE: 'de', NODE_ENV: 'production' },
  ])('are the same under %j', async (environment) => {
    expect(await runStele(CHECKOUT, ['synth', '--check'], environment)).toEqual(CLEAN);
  });
});

describe('A checkout at another place', () => {
  let parent: string;
  let root: string;
  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'stele-test-'));
    root = join(parent, 'a much longer path, with spaces & ümlauts', 'd'.repeat(100), 'platform');
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    symlinkSync(CHECKOUT, join(root, 'node_modules', 'stele'));
    writeFileSync(join(root, 'package.json'), '{ "type": "module", "private": true }\n');
    // in the opposite order, for file systems that list in the order of creation
    for (const name of ['stele.config.ts', 'stacks', 'manifests', 'environments', 'CODEOWNERS'])
      cpSync(join(CHECKOUT, name), join(root, name), { recursive: true });
  });
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  test('gives the same manifests, and writes nothing', async () => {
    const { code, stderr } = await runStele(join(root, 'stacks', 'apps'), ['synth']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^\d+ manifests, 0 written, 0 removed, \d+\.\d\d s\n$/);
  });

  test('writes them all when there are none, and nothing the second time', async () => {
    const out = join(parent, 'out');
    expect((await runStele(root, ['synth', '--out', out])).code).toBe(0);
    expect(readTexts(out)).toEqual(
      new Map([...readTexts(join(root, 'manifests'))].filter(([path]) => !path.endsWith('.previous.yaml'))),
    );
    const { stderr } = await runStele(root, ['synth', '--out', out]);
    expect(stderr).toMatch(/^\d+ manifests, 0 written, 0 removed, /);
  });
});
