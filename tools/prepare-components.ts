import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import { type Problem, throwIfAny } from '../model/errors.ts';
import { buildComponent, isBuilt, which } from './build-component.ts';
import { sourceOf, sweep, versionOf } from './component-cache.ts';
import { COMPONENTS, type Component, type ComponentName } from './components.ts';

export interface PrepareOptions {
  /** Ends what is being built. */
  readonly signal: AbortSignal;
  /** Called with a line of text when building begins, and for each component that is there. */
  readonly onProgress: (line: string) => void;
}

// what the linker takes for the largest of them
const MEMORY_OF_A_BUILD = 3 * 2 ** 30;

/**
 * Builds what is missing of some components, several at once where memory allows.
 *
 * @throws UserError with what is missing to build or to run them, or with what Go said
 * @throws the reason of the signal
 */
export async function prepareComponents(
  names: readonly ComponentName[],
  { signal, onProgress }: PrepareOptions,
): Promise<void> {
  sweep();
  // in the order of their cost
  const missing = COMPONENTS.filter(({ name }) => names.includes(name)).filter((one) => !isBuilt(one));
  throwIfAny([...(missing.length > 0 ? goProblems(missing) : []), ...programProblems()]);
  if (missing.length === 0) return;
  onProgress(`building ${missing.map(({ name }) => name).join(', ')}; the first time takes minutes`);
  const queue: Component[] = [...missing];
  const failures: Problem[] = [];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined && !signal.aborted; next = queue.shift()) {
      onProgress(`  ${next.name} ${versionOf(next)}: building`);
      const start = performance.now();
      try {
        const outcome = await buildComponent(next, signal);
        const seconds = ((performance.now() - start) / 1000).toFixed(0);
        onProgress(`  ${next.name} ${versionOf(next)}: ${outcome}, ${seconds} s`);
      } catch (error) {
        if (!signal.aborted) failures.push(failure(next, error));
      }
    }
  };
  const parallel = Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / MEMORY_OF_A_BUILD)));
  await Promise.all(Array.from({ length: parallel }, worker));
  signal.throwIfAborted();
  throwIfAny(failures);
}

function failure({ name }: Component, error: unknown): Problem {
  return {
    subject: `tools/${name}`,
    message: `${error instanceof Error ? error.message : String(error)}; mend it and run the command again`,
  };
}

function goProblems(components: readonly Component[]): readonly Problem[] {
  const needed = components.map(({ name }) => goVersionOf(name)).reduce((a, b) => (compare(a, b) >= 0 ? a : b));
  const remedy = `install Go ${needed} or newer: https://go.dev/dl/`;
  const { status, stdout } = spawnSync('go', ['env', 'GOVERSION'], {
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  });
  const what = components.map(({ name }) => name).join(', ');
  if (status !== 0) return [{ subject: 'go', message: `is missing, and has to build ${what}; ${remedy}` }];
  const present = stdout.trim().replace(/^go/, '');
  if (compare(present, needed) >= 0) return [];
  return [{ subject: 'go', message: `${present} is too old to build ${what}; ${remedy}` }];
}

/** What the components run with, and is not built here. */
function programProblems(): readonly Problem[] {
  return ['redis-server', 'git']
    .filter((program) => which(program) === undefined)
    .map((program) => ({ subject: program, message: `is missing; install it, on Debian: apt-get install ${program}` }));
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
