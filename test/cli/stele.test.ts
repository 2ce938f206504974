import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { STELE, stele, temporaryFolder } from './binary.ts';

it('says in one line which Node it needs, when this one does not run TypeScript', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-strip-types', STELE, 'synth'], {
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: '',
    stderr: `stele: Node ${process.version} does not run TypeScript; use Node 22.18, 24 or later (in a checkout of Stele: npx stele)\n`,
  });
});

it("keeps what Node compiles in the user's own folder", async () => {
  const cache = temporaryFolder();
  await stele(cache, ['--version'], { XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: '' });
  expect(existsSync(join(cache, 'stele/compiled'))).toBe(true);
});

it('does without where nothing can be kept', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const outcome = await stele(folder, ['--version'], { XDG_CACHE_HOME: file, HOME: file });
  expect(outcome).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
});

it('keeps nothing in the folder that it is called in, whatever the environment says', async () => {
  const folder = temporaryFolder();
  await stele(folder, ['--version'], { XDG_CACHE_HOME: 'cache' });
  expect(existsSync(join(folder, 'cache'))).toBe(false);
});
