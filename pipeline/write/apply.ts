import { rmdirSync, unlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorCode, onDisk } from './disk.ts';
import type { TreePlan } from './plan.ts';
import type { Stage } from './stage.ts';

/**
 * Does what a plan says: moves into the tree what was written beside it, and removes what is no longer rendered.
 *
 * @throws UserError when the disk refuses; what was done by then stays, and the next run does the rest
 */
export function applyPlan(root: string, stage: Stage, { writes, extra, idle }: TreePlan): void {
  const shown = (path: string) => `${basename(root)}/${path}`;
  const remove = (path: string) => onDisk(shown(path), () => unlink(join(root, path)));

  // where upper and lower case are the same, a file that changes only in case would be removed after it was written
  const written = new Set(extra.length === 0 ? [] : writes.map(({ path }) => path.toLowerCase()));
  const [twins, gone] = [
    extra.filter((path) => written.has(path.toLowerCase())),
    extra.filter((path) => !written.has(path.toLowerCase())),
  ];
  const tidy = () => {
    for (const folder of idle) onDisk(shown(folder), () => removeIfEmpty(join(root, folder)));
  };

  for (const path of twins) remove(path);
  if (twins.length > 0) tidy();
  stage.moveIntoTree();
  for (const path of gone) remove(path);
  tidy();
}

function unlink(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** A folder that still holds something stays. */
function removeIfEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  }
}
