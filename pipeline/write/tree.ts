import type { Problem, UserError } from '../../model/errors.ts';
import { applyPlan } from './apply.ts';
import { isReadOnly } from './disk.ts';
import { lockTree, type WriteLock } from './lock.ts';
import { planTree } from './plan.ts';
import { refuseLink } from './scan.ts';
import type { TreeOptions } from './tree-file.ts';

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
    const plan = planTree(options, 'release' in lock ? lock : undefined);
    const { writes, extra, unchanged, notices, stage } = plan;
    if (stage !== undefined) applyPlan(root, stage, plan);
    else if ('message' in lock && writes.length + extra.length > 0) throw lock;
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
