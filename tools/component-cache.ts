import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { COMPONENTS, type Component, type ComponentName } from './components.ts';

/** Where built components are kept, for all checkouts of this user. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'stele', 'tools');
}

/** The folder of a component in the cache; it is there only when it is complete. */
export function folderOf(component: Component, cache = cacheFolder()): string {
  return join(cache, `${component.name}@${versionOf(component)}`);
}

/** A component by its name. */
export function component(name: ComponentName): Component {
  const found = COMPONENTS.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`no component is named ${name}`);
  return found;
}

/** The version that `tools/<name>/go.mod` requires, such as `v1.36.1`. */
export function versionOf({ name, module }: Pick<Component, 'name' | 'module'>): string {
  const file = join(sourceOf(name), 'go.mod');
  const version = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^require\s+/, '')
        .split(/\s+/),
    )
    .find(([path, version]) => path === module && version?.startsWith('v'))?.[1];
  if (version === undefined) throw new Error(`${file} does not require ${module}`);
  return version;
}

/** The folder of this repository with the recipe of a component. */
export function sourceOf(name: string): string {
  return join(import.meta.dirname, name);
}

/**
 * Fills a folder beside the final one and moves it there when it is full, so that an interruption leaves nothing
 * half-made. Another process that was faster wins; a folder that is not complete, or not any more, is replaced.
 *
 * @param isComplete whether the final folder, which exists, holds all that it should
 */
export async function fill(
  folder: string,
  make: (temporary: string) => Promise<void>,
  isComplete: () => boolean,
): Promise<void> {
  const temporary = `${folder}.${process.pid}.part`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  try {
    await make(temporary);
    if (existsSync(folder) && !isComplete()) rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  } catch (error) {
    // whatever went wrong here, somebody else has filled it
    if (!isComplete()) throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Removes what interrupted builds left: folders whose process is gone. */
export function sweep(cache = cacheFolder()): void {
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    const pid = /\.(\d+)\.part$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
