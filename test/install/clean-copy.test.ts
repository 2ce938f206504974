import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { output } from './output.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };

describe('a fresh clone', () => {
  const copy = mkdtempSync(join(tmpdir(), 'stele-clone-'));

  beforeAll(() => {
    // what Git knows, as it is on disk: also tests what is not committed yet
    const files = output('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: ROOT });
    for (const file of files.split('\0')) if (file !== '') cpSync(join(ROOT, file), join(copy, file));
    output('npm', ['ci', '--no-audit'], { cwd: copy });
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('is set up by npm ci, which leaves the lock file as it was', () => {
    expect(readFileSync(join(copy, 'package-lock.json'), 'utf8')).toBe(
      readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
    );
  });

  it('brings its own Node 24, whatever the machine has', () => {
    expect(output('npm', ['exec', '--', 'node', '--version'], { cwd: copy })).toMatch(/^v24\./);
  });

  it('has approved or refused the install script of every package', () => {
    expect(output('npm', ['install-scripts', 'ls'], { cwd: copy })).toMatch(/^No packages /);
  });

  it('runs the command by npx stele', () => {
    expect(output('npx', ['stele', '--version'], { cwd: copy }).trim()).toBe(version);
  });

  it('runs the command by npm run stele', () => {
    expect(output('npm', ['run', '--silent', 'stele', '--', '--version'], { cwd: copy }).trim()).toBe(version);
  });
});
