import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The names of the environments of a repository: those of their files, so nothing has to be run to know them. */
export function environmentNames(root: string): string[] {
  const folder = join(root, 'environments');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /^[^.]+\.[cm]?[jt]s$/.test(file))
    .map((file) => file.replace(/\.[cm]?[jt]s$/, ''))
    .sort();
}
