import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceOf } from '../component-cache.ts';

/** One version of a Go module, and the file in go.sum's form that names its digest. */
export interface PinnedModule {
  readonly module: string;
  readonly version: string;
  readonly sums: string;
}

/** A module that the recipe of a component needs, at the version that the recipe has settled on. */
export function pinnedBy(recipe: string, module: string): PinnedModule {
  const sums = join(sourceOf(recipe), 'go.sum');
  const version = linesOf(sums).findLast(([name, version]) => name === module && !version?.endsWith('/go.mod'))?.[1];
  if (version === undefined) throw new Error(`${sums} has no digest of ${module}`);
  return { module, version, sums };
}

/** All that a file in go.sum's form names. */
export function pinnedIn(sums: string): readonly PinnedModule[] {
  return linesOf(sums).map(([module = '', version = '']) => ({ module, version, sums }));
}

/**
 * The folder of a module, downloaded when it is not there.
 *
 * @throws Error when it cannot be downloaded, or is not what the digest says
 */
export function moduleFolder({ module, version, sums }: PinnedModule): string {
  const output = execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`], {
    // any folder with a go.mod: a version in the argument is not looked up there
    cwd: sourceOf('kubernetes'),
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod', GOWORK: 'off' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { Dir: folder, Sum: sum } = JSON.parse(output) as { readonly Dir: string; readonly Sum: string };
  if (!linesOf(sums).some(([name, at, digest]) => name === module && at === version && digest === sum)) {
    throw new Error(`${module}@${version} has the digest ${sum}, which ${sums} does not name`);
  }
  return folder;
}

function linesOf(sums: string): readonly (readonly string[])[] {
  const lines = readFileSync(sums, 'utf8').trim().split('\n');
  return lines.map((line) => line.split(' '));
}
