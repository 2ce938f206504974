import type { Problem, UserError } from '../../model/errors.ts';
import { ANNOTATION_STEM } from '../../model/kube.ts';
import type { Manifest } from '../rendering.ts';
import { applyPlan } from './apply.ts';
import { isReadOnly } from './disk.ts';
import { emit } from './emit.ts';
import { lockTree, type WriteLock } from './lock.ts';
import { planTree } from './plan.ts';
import { refuseLink } from './scan.ts';

/** A file that was rendered. */
export interface TreeFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Makes its text: once, or twice where a tree is too large to be held in memory. */
  readonly text: () => string;
  /**
   * The name of a content-named object that others refer to, its hash included: what it replaces on disk stays beside
   * it for one generation.
   * @default the file has no generations
   */
  readonly contentName?: string;
}

export interface TreeOptions {
  /** The folder that holds the tree, such as `/repository/manifests`. Made when it does not exist. */
  readonly root: string;
  /** Everything that was rendered, each path once. Read once, so it may be a generator. */
  readonly files: Iterable<TreeFile>;
  /**
   * Files and folders that are written and tidied, relative to the root, with `/`; nothing else is even looked at.
   * @default the whole tree
   */
  readonly within?: readonly string[];
  /**
   * Files and folders that stay as they are on disk, whatever was rendered.
   * @default none
   */
  readonly blocked?: readonly string[];
  /**
   * The committed texts of files that have generations, and of their previous ones, by path: what runs in clusters, and
   * so what has to stay for one generation, whatever was written in between.
   * @default what is on disk
   */
  readonly committed?: ReadonlyMap<string, string>;
}

/** How the tree on disk differs from what was rendered. */
export interface TreeDifference {
  /** In the order of their paths. */
  readonly differs: readonly {
    readonly path: string;
    readonly why: 'is missing' | 'differs' | 'is no longer rendered';
  }[];
  /** Files that are as they have to be. */
  readonly unchanged: number;
  /** What the user should know, and need not do anything about. */
  readonly notices: readonly Problem[];
}

export interface TreeResult {
  /** Paths, in order. */
  readonly written: readonly string[];
  /** Paths, in order. */
  readonly removed: readonly string[];
  readonly unchanged: number;
  /** What the user should know, and need not do anything about. */
  readonly notices: readonly Problem[];
}

/** A manifest as a file of the tree. */
export function treeFile({ path, object, source }: Manifest): TreeFile {
  const text = () => emit(object, source);
  const stem = object.metadata.annotations?.[ANNOTATION_STEM];
  // nothing refers to a Job; kept, it would run again in a new cluster, beside the one that replaced it
  return stem === undefined || object.kind === 'Job'
    ? { path, text }
    : { path, text, contentName: object.metadata.name };
}

/**
 * Says how the tree on disk differs from what was rendered, and writes nothing.
 *
 * @throws UserError when something in the tree is not Stele's
 */
export function compareTree(options: TreeOptions): TreeDifference {
  refuseLink(options.root);
  const { writes, extra, unchanged, notices } = planTree(options);
  const differs = [
    ...writes.map(({ path, why }) => ({ path, why })),
    ...extra.map((path) => ({ path, why: 'is no longer rendered' as const })),
  ];
  return { differs: differs.sort((a, b) => (a.path < b.path ? -1 : 1)), unchanged, notices };
}

/**
 * Makes the tree on disk what was rendered: compares, writes what changed, then removes what Stele wrote and no longer
 * renders. Nothing is touched before everything is rendered and compared; from then on, each file is the old one or
 * the new one at any moment.
 *
 * @throws UserError when something in the tree is not Stele's, another run writes there, or the disk refuses
 */
export function writeTree(options: TreeOptions): TreeResult {
  const { root } = options;
  refuseLink(root);
  const lock = lockOrReason(root);
  try {
    const plan = planTree(options);
    const { writes, extra, unchanged, notices } = plan;
    if ('release' in lock) applyPlan(root, lock, plan);
    else if (writes.length + extra.length > 0) throw lock;
    return { written: writes.map(({ path }) => path).sort(), removed: extra, unchanged, notices };
  } finally {
    if ('release' in lock) lock.release();
  }
}

/** The lock, or why nothing can be written: for a tree that is as it has to be, a read-only disk will do. */
function lockOrReason(root: string): WriteLock | UserError {
  try {
    return lockTree(root);
  } catch (error) {
    if (isReadOnly(error)) return error;
    throw error;
  }
}
