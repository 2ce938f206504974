import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { isAsLinked, linkBinary } from './binary-link.ts';
import { fill, folderOf, sourceOf, versionOf } from './component-cache.ts';
import type { Component } from './components.ts';

/** How a component came into the cache. */
export type Outcome = 'built' | 'from PATH';

// the toolchain at hand, binaries that need no C library, and no stamp of whatever repository surrounds the recipe
const GO_ENVIRONMENT = { GOTOOLCHAIN: 'local', CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOWORK: 'off' };

/**
 * Brings a component into the cache: binaries of the right version that are on PATH are linked, others are built.
 *
 * @throws Error with the last lines of what Go printed
 */
export async function buildComponent(component: Component, signal: AbortSignal): Promise<Outcome> {
  const version = versionOf(component);
  const found = onPath(component, version);
  const make = async (folder: string) => {
    for (const [name, { package: pack }] of Object.entries(component.binaries)) {
      const there = found.get(name);
      if (there === undefined) await compile(component, version, pack, join(folder, name), signal);
      else linkBinary(there, join(folder, name));
    }
    if (component.files.length > 0) await copyFiles(component, version, folder, signal);
  };
  await fill(folderOf(component), make, () => isBuilt(component));
  return found.size > 0 && found.size === Object.keys(component.binaries).length ? 'from PATH' : 'built';
}

/** Whether all of a component is in the cache. */
export function isBuilt(component: Component): boolean {
  const folder = folderOf(component);
  const binaries = Object.keys(component.binaries).every((name) => isAsLinked(join(folder, name)));
  return binaries && component.files.every((name) => existsSync(join(folder, name)));
}

async function compile(
  component: Component,
  version: string,
  pack: string,
  output: string,
  signal: AbortSignal,
): Promise<void> {
  const variables = Object.entries(component.variables?.(version) ?? {});
  const linker = ['-s', '-w', ...variables.map(([name, value]) => `-X ${name}=${value}`)].join(' ');
  const args = ['build', '-mod=readonly', '-trimpath', '-ldflags', linker, '-o', output, pack];
  await go(component.name, args, signal);
}

/** Copies files out of the module, which Go has checked against go.sum. */
async function copyFiles(component: Component, version: string, folder: string, signal: AbortSignal): Promise<void> {
  const module = `${component.module}@${version}`;
  const told: unknown = JSON.parse(await go(component.name, ['mod', 'download', '-json', module], signal));
  const { Dir: source, Sum: sum } = told as { readonly Dir: string; readonly Sum: string };
  // a module named with its version is not checked against go.sum by all versions of Go
  if (!readFileSync(join(sourceOf(component.name), 'go.sum'), 'utf8').includes(` ${sum}\n`)) {
    throw new Error(`${module} has the digest ${sum}, which tools/${component.name}/go.sum does not name`);
  }
  for (const file of component.files) {
    const target = join(folder, file);
    mkdirSync(dirname(target), { recursive: true });
    // Go's module cache is read-only, and the copy has to be removable
    cpSync(join(source, file), target, { recursive: true });
    writable(target);
    if (file.endsWith('.sh')) chmodSync(target, 0o755);
  }
}

function writable(path: string): void {
  const { status } = spawnSync('chmod', ['-R', 'u+w', path]);
  if (status !== 0) throw new Error(`cannot make ${path} writable`);
}

function go(name: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd: sourceOf(name),
      env: { ...process.env, ...GO_ENVIRONMENT },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve(output);
      const last = errors.trim().split('\n').slice(-15).join('\n  ');
      reject(new Error(`${name}: go ${args[0]} failed (exit ${code}):\n  ${last}`));
    });
  });
}

function onPath(component: Component, version: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const plain = version.slice(1).replaceAll('.', '\\.');
  const pattern = new RegExp(`(^|[^0-9.])v?${plain}($|[^0-9.])`);
  for (const [name, binary] of Object.entries(component.binaries)) {
    const path = which(name);
    if (path === undefined) continue;
    const { status, stdout } = spawnSync(path, binary.version, { encoding: 'utf8', timeout: 10_000 });
    if (status === 0 && pattern.test(stdout)) found.set(name, path);
  }
  return found;
}

/** The path of an executable, as a shell would find it. */
export function which(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
