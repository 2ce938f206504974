import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Problem, UserError } from '../../model/errors.ts';
import type { Area } from './area.ts';
import { errorCode, onDisk } from './disk.ts';

/** What operating systems leave in folders that somebody has looked into. */
const LITTER: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

const LINK = 'is a symbolic link, which Stele does not follow; remove it';

/** What is on disk, by paths relative to the root. */
export interface Scan {
  readonly files: readonly string[];
  /** Parents before their children. */
  readonly folders: ReadonlySet<string>;
  /** Files directly in the root: not Stele's, and left alone. */
  readonly beside: ReadonlySet<string>;
}

/**
 * Lists the files in a part of the tree without following any link.
 *
 * What lies directly in the root and is no folder belongs to the user, as do hidden folders there (`--out` may name
 * the root of a repository).
 */
export function scanTree(root: string, within: Area, blocked: Area, problems: Problem[]): Scan {
  const files: string[] = [];
  const folders = new Set<string>();
  const beside = new Set<string>();
  const shown = (path: string) => `${basename(root)}${path === '' ? '' : `/${path}`}`;

  const visit = (folder: string) => {
    for (const entry of onDisk(shown(folder), () => entriesOf(join(root, folder)))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (blocked.covers(path) || LITTER.has(entry.name)) continue;
      if (entry.isDirectory()) {
        if (!within.reaches(path) || path.startsWith('.')) continue;
        folders.add(path);
        visit(path);
      } else if (entry.isSymbolicLink()) {
        if (within.reaches(path)) problems.push({ subject: shown(path), message: LINK });
      } else if (folder === '') beside.add(path);
      else if (!within.covers(path)) continue;
      else if (entry.isFile()) files.push(path);
      else problems.push({ subject: shown(path), message: 'is neither a file nor a folder; remove it' });
    }
  };

  visit('');
  return { files, folders, beside };
}

/**
 * Refuses a tree that is somewhere else than it seems.
 *
 * @throws UserError when the root is a symbolic link
 */
export function refuseLink(root: string): void {
  if (onDisk(basename(root), () => lstatSync(root, { throwIfNoEntry: false })?.isSymbolicLink() ?? false)) {
    throw new UserError({ subject: basename(root), message: LINK });
  }
}

/** The entries of a folder by name, so that problems come in the same order everywhere; none when there is no folder. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
