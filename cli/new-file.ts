import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../model/errors.ts';

/**
 * Writes a file that does not exist yet.
 *
 * @param file relative to the root
 * @throws UserError when it exists: what somebody wrote is never overwritten
 */
export function newFile(root: string, file: string, text: string): void {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new UserError({ subject: file, message: 'exists already; choose another name, or edit it' });
  }
}
