import { lstatSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { folderOf } from './area.ts';
import { onDisk } from './disk.ts';
import type { WriteLock } from './lock.ts';

/** After so many files a run shows that it is still alive. */
const SIGN_OF_LIFE = 1000;

/** What was written beside the tree, and where in the tree it belongs. */
interface Move {
  readonly from: string;
  /** A file, or a folder that was not there: it comes as a whole, with all that is in it. */
  readonly to: string;
}

/**
 * Files that are written beside the tree while the rest is still being rendered, so that nobody has to hold their
 * texts; moved into the tree once everything is known to be right. A folder that the tree does not have is built whole
 * and moved once, anything else file by file: either way each file of the tree is the old or the new one at any moment.
 */
export class Stage {
  readonly #root: string;
  readonly #lock: WriteLock;
  /** The folders of the tree that are on disk. */
  readonly #existing: ReadonlySet<string>;
  readonly #moves: Move[] = [];
  /** Where the contents of a folder that the tree does not have are put meanwhile. */
  readonly #staged = new Map<string, string>();
  #files = 0;

  constructor(root: string, lock: WriteLock, existing: ReadonlySet<string>) {
    this.#root = root;
    this.#lock = lock;
    this.#existing = existing;
  }

  /** Writes a file beside the tree. */
  write(path: string, text: string): void {
    onDisk(this.#shown(path), () => {
      writeFileSync(this.#placeOf(path), text);
      if (++this.#files % SIGN_OF_LIFE === 0) this.#lock.stillThere();
    });
  }

  /** Moves everything into the tree, in the order in which it was written. */
  moveIntoTree(): void {
    for (const { from, to } of this.#moves) {
      onDisk(this.#shown(to), () => move(from, `${this.#root}/${to}`));
    }
  }

  /** Where a file or folder is made: in its new folder, or else directly in the folder of the lock. */
  #placeOf(path: string): string {
    const folder = folderOf(path);
    return this.#isThere(folder) ? this.#newMove(path) : this.#folder(folder) + path.slice(folder.length);
  }

  /** Makes a folder that the tree does not have, beside it. */
  #folder(folder: string): string {
    const known = this.#staged.get(folder);
    if (known !== undefined) return known;
    const staged = this.#placeOf(folder);
    mkdirSync(staged);
    this.#staged.set(folder, staged);
    return staged;
  }

  #newMove(to: string): string {
    const from = `${this.#lock.folder}/${this.#moves.length}`;
    this.#moves.push({ from, to });
    return from;
  }

  #isThere(folder: string): boolean {
    return folder === '' || this.#existing.has(folder);
  }

  #shown(path: string): string {
    return `${basename(this.#root)}/${path}`;
  }
}

/**
 * Moves a file or a folder. A folder that is there after all keeps what it has and gets the rest: it differs only in
 * case where case does not count, or somebody made it meanwhile.
 */
function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    // not through a link, which could lead anywhere
    if (!isFolder(from) || !isFolder(to)) throw error;
    for (const name of readdirSync(from)) move(`${from}/${name}`, `${to}/${name}`);
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
