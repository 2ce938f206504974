import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Problem, throwIfAny } from '../../model/errors.ts';
import { Area, folderOf } from './area.ts';
import { onDisk } from './disk.ts';
import { type Former, formerAt, keptGenerations } from './former.ts';
import { headerSource } from './header.ts';
import type { WriteLock } from './lock.ts';
import { previousPath } from './paths.ts';
import { type Scan, scanTree } from './scan.ts';
import { Stage } from './stage.ts';
import type { TreeFile, TreeOptions } from './tree-file.ts';

/** Problems with single files that are told one by one. */
const TOLD = 20;

/** A file that is not as it has to be. */
export interface Write {
  readonly path: string;
  readonly why: 'is missing' | 'differs';
}

/** What has to happen to the tree. */
export interface TreePlan {
  readonly writes: readonly Write[];
  /** Files of Stele's that are no longer rendered, in the order of their paths. */
  readonly extra: readonly string[];
  readonly unchanged: number;
  readonly notices: readonly Problem[];
  /** Folders on disk that hold nothing that was rendered, children before their parents. */
  readonly idle: readonly string[];
  /** What was written beside the tree; undefined without a lock. */
  readonly stage: Stage | undefined;
}

/**
 * Compares what was rendered with what is on disk.
 *
 * @param lock with it, each text that has to be written is put beside the tree at once, as a whole tree of texts would
 * take much memory; the tree itself is not touched
 * @throws UserError when something in the tree is not Stele's, with all that is in the way
 */
export function planTree(options: TreeOptions, lock?: WriteLock): TreePlan {
  const plan = new Plan(options, lock);
  for (const file of options.files) plan.add(file);
  return plan.finish();
}

class Plan {
  /** The root, as the user knows it. */
  readonly #name: string;
  readonly #root: string;
  readonly #within: Area;
  readonly #blocked: Area;
  readonly #committed: ReadonlyMap<string, string> | undefined;
  readonly #elsewhere: ReadonlyMap<string, readonly Former[]> | undefined;
  readonly #problems: Problem[] = [];
  readonly #notices: Problem[] = [];
  readonly #scan: Scan;
  readonly #stage: Stage | undefined;
  /** Files on disk that nothing rendered has claimed, and files that something rendered has claimed. */
  readonly #files: Map<string, 'left' | 'claimed'>;
  /** Folders that something rendered stands in. */
  readonly #folders = new Set<string>();
  readonly #writes: Write[] = [];
  #unchanged = 0;

  constructor({ root, within, blocked, committed, elsewhere }: TreeOptions, lock: WriteLock | undefined) {
    this.#name = basename(root);
    this.#root = root;
    this.#committed = committed;
    this.#elsewhere = elsewhere;
    this.#within = new Area(within);
    this.#blocked = new Area(blocked ?? []);
    this.#scan = scanTree(root, this.#within, this.#blocked, this.#problems);
    this.#files = new Map(this.#scan.files.map((path) => [path, 'left']));
    this.#stage = lock && new Stage(root, lock, this.#scan.folders);
  }

  add(file: TreeFile): void {
    if (!this.#within.covers(file.path)) throw new Error(`${file.path} is outside of what is written`);
    if (this.#blocked.covers(file.path)) return;
    const text = file.text();
    const disk = this.#take(file.path);
    // before the file itself: a run that is killed between the two must not lose the former generation
    if (file.contentName !== undefined) this.#keepPrevious(file.path, { name: file.contentName, text }, disk);
    this.#put(file.path, disk, text);
  }

  finish(): TreePlan {
    const left = [...this.#files].filter(([, state]) => state === 'left').map(([path]) => path);
    const extra = left.filter((path) => this.#isOurs(path, this.#read(path))).sort();
    this.#checkFolders(extra);
    throwIfAny(this.#problems.slice(0, TOLD).concat(this.#rest()));
    return {
      writes: this.#writes,
      extra,
      unchanged: this.#unchanged,
      notices: this.#notices,
      idle: [...this.#scan.folders].filter((folder) => !this.#folders.has(folder)).reverse(),
      stage: this.#stage,
    };
  }

  /** Claims a path, and reads what is there. */
  #take(path: string): string | undefined {
    const state = this.#files.get(path);
    if (state === 'claimed') throw new Error(`${path} is rendered twice`);
    this.#files.set(path, 'claimed');
    for (let folder = folderOf(path); folder !== '' && !this.#folders.has(folder); folder = folderOf(folder))
      this.#folders.add(folder);
    return state === 'left' ? this.#read(path) : undefined;
  }

  #put(path: string, disk: string | undefined, text: string): void {
    if (disk === text) {
      this.#unchanged++;
      return;
    }
    if (disk !== undefined && !this.#isOurs(path, disk)) return;
    this.#writes.push({ path, why: disk === undefined ? 'is missing' : 'differs' });
    this.#stage?.write(path, text);
  }

  /**
   * Pods of the former generation may still start while a change rolls out, is aborted or undone, so what a
   * content-named object replaces stays beside it until the next change.
   */
  #keepPrevious(
    path: string,
    object: { readonly name: string; readonly text: string },
    disk: string | undefined,
  ): void {
    const committed = this.#committed;
    const own =
      committed === undefined
        ? formerAt(path, (item) => (item === path ? disk : this.#unclaimed(item)))
        : formerAt(path, (item) => committed.get(item));
    const elsewhere = this.#elsewhere?.get(path) ?? [];
    const { texts, edited } = keptGenerations(object, [own, ...elsewhere]);
    for (const place of edited) {
      this.#notice(
        place,
        'was edited by hand, so it is not kept as the previous generation: pods that use it cannot restart',
      );
    }
    for (const [index, text] of texts.entries()) {
      const beside = previousPath(path, index + 1);
      this.#put(beside, this.#take(beside), text);
    }
  }

  /** Reads what is on disk where nothing was rendered so far. */
  #unclaimed(path: string): string | undefined {
    return this.#files.get(path) === 'left' ? this.#read(path) : undefined;
  }

  #isOurs(path: string, text: string): boolean {
    if (headerSource(text) !== undefined) return true;
    this.#problem(
      path,
      "does not begin with the line that makes it Stele's, so it is not touched; move it out of this folder, or delete it",
    );
    return false;
  }

  /** A file of ours may be in the way of a folder, and a folder in the way of a file. */
  #checkFolders(extra: readonly string[]): void {
    for (const { path } of this.#writes) {
      if (this.#scan.folders.has(path)) this.#problem(path, 'is a folder where a file has to be; move it away');
    }
    for (const path of [...this.#scan.beside, ...extra]) {
      if (this.#folders.has(path)) this.#problem(path, 'is a file where a folder has to be; move it away');
    }
  }

  #rest(): Problem[] {
    const rest = this.#problems.length - TOLD;
    return rest > 0 ? [{ subject: this.#name, message: `${rest} more files or folders are in the way` }] : [];
  }

  #read(path: string): string {
    return onDisk(this.#shown(path), () => readFileSync(`${this.#root}/${path}`, 'utf8'));
  }

  #problem(path: string, message: string): void {
    this.#problems.push({ subject: this.#shown(path), message });
  }

  #notice(path: string, message: string): void {
    this.#notices.push({ subject: this.#shown(path), message });
  }

  #shown(path: string): string {
    return `${this.#name}/${path}`;
  }
}
