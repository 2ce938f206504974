/**
 * Builds what is missing of the real components that `npm run e2e` and `stele cluster` run: `npm run tools`.
 *
 * Arguments name components; without any, all are built.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import { buildComponent, isBuilt, which } from './build-component.ts';
import { cacheFolder, sourceOf, sweep, versionOf } from './component-cache.ts';
import { COMPONENTS, type Component } from './components.ts';

// what the linker takes for the largest of them
const MEMORY_OF_A_BUILD = 3 * 2 ** 30;

const names = process.argv.slice(2);
const unknown = names.filter((name) => !COMPONENTS.some((one) => one.name === name));
if (unknown.length > 0) fail([`no component is named ${unknown.join(', ')}; there are ${list(COMPONENTS)}`]);
const wanted = COMPONENTS.filter(({ name }) => names.length === 0 || names.includes(name));

sweep();
const missing = wanted.filter((component) => !isBuilt(component));
const problems = [...(missing.length > 0 ? goProblems(missing) : []), ...programProblems()];
if (problems.length > 0) fail(problems);
if (missing.length > 0) await buildAll(missing);
console.error(`${wanted.length} components in ${cacheFolder()}`);

async function buildAll(components: readonly Component[]): Promise<void> {
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => abort.abort());
  const queue = [...components];
  const parallel = Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / MEMORY_OF_A_BUILD)));
  const failures: string[] = [];
  console.error(`building ${list(components)}; the first time takes minutes`);
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined && !abort.signal.aborted; next = queue.shift()) {
      const start = performance.now();
      try {
        const outcome = await buildComponent(next, abort.signal);
        const seconds = ((performance.now() - start) / 1000).toFixed(0);
        console.error(`  ${next.name} ${versionOf(next)}: ${outcome}, ${seconds} s`);
      } catch (error) {
        if (!abort.signal.aborted) failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  if (abort.signal.aborted) process.exit(130);
  if (failures.length > 0) fail(failures);
}

function goProblems(components: readonly Component[]): string[] {
  const needed = components.map(({ name }) => goVersionOf(name)).reduce((a, b) => (compare(a, b) >= 0 ? a : b));
  const { status, stdout } = spawnSync('go', ['env', 'GOVERSION'], {
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  });
  if (status !== 0) return [`Go is missing; install Go ${needed} or newer: https://go.dev/dl/`];
  const present = stdout.trim().replace(/^go/, '');
  if (compare(present, needed) >= 0) return [];
  return [`Go ${present} is too old; install Go ${needed} or newer: https://go.dev/dl/`];
}

function programProblems(): string[] {
  const programs = { 'redis-server': 'redis-server', git: 'git' };
  return Object.entries(programs)
    .filter(([program]) => which(program) === undefined)
    .map(([program, pack]) => `${program} is missing; install it, on Debian: apt-get install ${pack}`);
}

function goVersionOf(name: string): string {
  const text = readFileSync(join(sourceOf(name), 'go.mod'), 'utf8');
  return /^go (\S+)$/m.exec(text)?.[1] ?? '1.26';
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map((part) => Number.parseInt(part, 10)));
  for (let index = 0; index < 3; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function list(components: readonly Component[]): string {
  return components.map(({ name }) => name).join(', ');
}

function fail(messages: readonly string[]): never {
  for (const message of messages) console.error(message);
  process.exit(2);
}
