/**
 * Breaks each promise on purpose, in a copy of this checkout, and expects the test that proves it to fail:
 * `npm run e2e:mutations [-- name…]`. It takes a control plane for each, so it is no part of the usual run.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { MUTATIONS, type Mutation } from './support/mutations.ts';
import { ROOT } from './support/rendered.ts';

const LEFT_OUT = new Set(['.git', 'node_modules', 'dist', '.cdk8s']);

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !MUTATIONS.some((mutation) => mutation.name === name));
if (unknown.length > 0) {
  console.error(
    `no mutation is named ${unknown.join(', ')}; there are ${MUTATIONS.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
for (const mutation of MUTATIONS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const problem = await problemOf(mutation);
  console.log(`${mutation.name}: ${problem ?? 'the test fails, as it should'}`);
  if (problem !== undefined) process.exitCode = 1;
}

/** Why a mutation was not found out, or undefined when it was. */
async function problemOf(mutation: Mutation): Promise<string | undefined> {
  const root = mkdtempSync(join(tmpdir(), 'stele-mutation-'));
  try {
    cpSync(ROOT, root, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    mutation.apply(root);
    const results = await run(root, mutation);
    if (results.length === 0) return `there is no test "${mutation.test}" in ${mutation.file}.test.ts`;
    const failed = results.filter(({ status }) => status === 'failed');
    if (failed.length === 0) return 'SURVIVED: the test passes';
    const messages = failed.flatMap(({ failureMessages }) => failureMessages).join('\n');
    return mutation.says.test(messages) ? undefined : `failed for another reason:\n${messages}`;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

interface TestResult {
  readonly status: string;
  readonly failureMessages: readonly string[];
}

/** Runs the tests that are to notice, and returns what became of them. */
async function run(root: string, { file, test }: Mutation): Promise<readonly TestResult[]> {
  const report = join(root, 'report.json');
  const jest = [...['--experimental-vm-modules', '--no-warnings'], 'node_modules/jest/bin/jest.js'];
  const which = ['--config', 'test/e2e/jest.config.js', `test/e2e/${file}.test.ts`, '--testNamePattern', test];
  const child = spawn(process.execPath, [...jest, ...which, '--json', '--outputFile', report], {
    cwd: root,
    stdio: 'ignore',
  });
  await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly testResults: readonly { readonly assertionResults: readonly TestResult[] }[];
  };
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed' || status === 'passed');
}
