import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Area } from './area.ts';
import { onDisk } from './disk.ts';
import { refuseLink, scanTree } from './scan.ts';

const NOTHING = new Area([]);

/**
 * The texts of some files of a tree on disk, by path. What is not there, or only through a link, is left out.
 *
 * @throws UserError when the root is a symbolic link, or the disk refuses
 */
export function readDisk(root: string, paths: readonly string[]): ReadonlyMap<string, string> {
  if (paths.length === 0) return new Map();
  refuseLink(root);
  const { files } = scanTree(root, new Area(paths), NOTHING, []);
  return new Map(
    files.map((path) => [path, onDisk(`${basename(root)}/${path}`, () => readFileSync(`${root}/${path}`, 'utf8'))]),
  );
}
