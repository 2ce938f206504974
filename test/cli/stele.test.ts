import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';

const LAUNCHER = resolve(import.meta.dirname, '../../cli/stele.js');

it('says in one line which Node it needs, when this one does not run TypeScript', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-strip-types', LAUNCHER, 'synth'], {
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: '',
    stderr: `stele: Node ${process.version} does not run TypeScript; use Node 22.18, 24 or later (in a checkout of Stele: npx stele)\n`,
  });
});
