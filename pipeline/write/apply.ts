import { mkdirSync, renameSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { foldersOf } from './area.ts';
import { errorCode, onDisk } from './disk.ts';
import type { WriteLock } from './lock.ts';
import type { TreePlan } from './plan.ts';

/**
 * Does what a plan says. Each file is written beside the tree and then renamed, so it is the old one or the new one at
 * any moment.
 *
 * @throws UserError when the disk refuses; what was done by then stays, and the next run does the rest
 */
export function applyPlan(root: string, lock: WriteLock, { writes, extra, folders, idle }: TreePlan): void {
  const shown = (path: string) => `${basename(root)}/${path}`;
  const made = new Set(folders);
  const remove = (path: string) => onDisk(shown(path), () => unlink(join(root, path)));
  const removeFolder = (folder: string) => {
    if (onDisk(shown(folder), () => removeIfEmpty(join(root, folder)))) made.delete(folder);
  };

  // where upper and lower case are the same, a file that changes only in case would be removed after it was written
  const written = new Set(writes.map(({ path }) => path.toLowerCase()));
  const [twins, gone] = [
    extra.filter((path) => written.has(path.toLowerCase())),
    extra.filter((path) => !written.has(path.toLowerCase())),
  ];
  for (const path of twins) {
    remove(path);
    for (const folder of foldersOf(path)) removeFolder(folder);
  }

  for (const { path, text } of writes) {
    const folder = dirname(path);
    if (!made.has(folder)) {
      onDisk(shown(folder), () => mkdirSync(join(root, folder), { recursive: true }));
      made.add(folder);
    }
    const temporary = join(lock.folder, 'next.yaml');
    const content = text();
    onDisk(shown(path), () => {
      writeFileSync(temporary, content);
      renameSync(temporary, join(root, path));
    });
  }

  for (const path of gone) remove(path);
  for (const folder of idle) removeFolder(folder);
}

function unlink(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** Whether a folder could be removed: one that still holds something stays. */
function removeIfEmpty(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return true;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  }
}
