/**
 * Writes test/fixtures/pod-security/fixtures.json: the pods that Kubernetes itself tests Pod Security admission with, of
 * the newest version of the standards, out of the module that tools/kubernetes builds. Runs with
 * `node tools/pod-security-fixtures.ts` after that module has a new version.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';

const MODULE = 'k8s.io/pod-security-admission';
const recipe = fileURLToPath(new URL('kubernetes/', import.meta.url));
const target = new URL('../test/fixtures/pod-security/', import.meta.url);

const listed = execFileSync('go', ['list', '-mod=readonly', '-m', '-json', MODULE], { cwd: recipe, encoding: 'utf8' });
// the module of Kubernetes itself replaces it by the version of the same release
const { Replace: module } = JSON.parse(listed) as {
  readonly Replace: { readonly Dir: string; readonly Version: string };
};
const levels = Object.fromEntries(
  ['baseline', 'restricted'].map((level) => {
    const versions = join(module.Dir, 'test/testdata', level);
    const newest = readdirSync(versions)
      .sort((a, b) => minor(a) - minor(b))
      .at(-1);
    if (newest === undefined) throw new Error(`${versions} is empty`);
    return [
      level,
      { version: newest, pass: pods(join(versions, newest, 'pass')), fail: pods(join(versions, newest, 'fail')) },
    ];
  }),
);

mkdirSync(target, { recursive: true });
const content = {
  source: `${MODULE}@${module.Version}/test/testdata`,
  license: 'Apache-2.0, Copyright The Kubernetes Authors',
  writtenBy: 'tools/pod-security-fixtures.ts',
  levels,
};
// one pod a line: short, and a diff shows which pod changed
const text = JSON.stringify(content, null, 1).replace(/\n {5,}| *\n {4}(?=\})/g, '');
writeFileSync(new URL('fixtures.json', target), `${text}\n`);

function pods(of: string): Record<string, unknown> {
  const files = readdirSync(of).sort();
  return Object.fromEntries(files.map((file) => [basename(file, '.yaml'), load(readFileSync(join(of, file), 'utf8'))]));
}

function minor(name: string): number {
  return Number(name.slice('v1.'.length));
}
