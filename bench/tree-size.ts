import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** How many files and bytes a folder holds. */
export function treeSize(folder: string): { readonly files: number; readonly mebibytes: number } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  return { files: files.length, mebibytes: bytes / 1024 ** 2 };
}
