import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';

/** The file that makes a folder a platform repository. */
export const CONFIG_FILE = 'stele.config.ts';

/**
 * The root of the platform repository that a folder belongs to.
 *
 * @throws UserError when no parent holds a `stele.config.ts`
 */
export function findRoot(from: string): string {
  const root = rootAround(from);
  if (root !== undefined) return root;
  throw new UserError({
    subject: from,
    message: `no ${CONFIG_FILE} here or in a folder above; run stele in a platform repository`,
  });
}

/** The root of the platform repository that a folder belongs to, or undefined when it belongs to none. */
export function rootAround(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIG_FILE))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
