import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import { canonicalJson } from '../../model/hash.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const folder = mkdtempSync(join(tmpdir(), 'stele-cdk8s-'));
beforeAll(() => {
  run('node_modules/cdk8s-cli/bin/cdk8s', 'synth', '--output', join(folder, 'cdk8s'));
  run('cli/stele.js', 'synth', '--out', join(folder, 'stele'));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('cdk8s synth gives the objects that stele synth gives', () => {
  expect(objectsBelow(join(folder, 'cdk8s'))).toEqual(objectsBelow(join(folder, 'stele')));
});

it('cdk8s synth writes one file per cluster and stack, and one per cluster for its pointers', () => {
  const files = readdirSync(join(folder, 'cdk8s')).filter((file) => file.startsWith('dev-1-'));
  const stacks = readdirSync(join(folder, 'stele/dev/ring-0'));
  expect(files.length).toBe(stacks.length + 1);
});

function run(program: string, ...args: readonly string[]): void {
  // cdk8s starts the program of cdk8s.yaml by the name node
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH, CDK8S_CHECK_UPGRADE: 'false' };
  const options = { cwd: ROOT, env, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, program), ...args], options);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}\n${stderr}`);
}

/** Every object in the YAML files below a folder, each once: clusters share renderings. */
function objectsBelow(path: string): string[] {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  const objects = files.flatMap((file) => loadAll(readFileSync(join(path, file), 'utf8')));
  return [...new Set(objects.map(canonicalJson))].sort();
}
