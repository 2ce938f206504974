import { join } from 'node:path';
import { type Problem, throwIfAny } from '../model/errors.ts';
import type { Finding } from '../policies/finding.ts';
import { blockedPaths, check } from './check.ts';
import { readHead } from './head.ts';
import type { Project } from './load.ts';
import { folderOf, MANIFESTS, sharedObjects, variantManifests } from './manifests.ts';
import { type Part, resolvePart } from './parts.ts';
import { renderPointers } from './pointers/index.ts';
import { renderProject } from './render/render-project.ts';
import type { Manifest, Variant } from './rendering.ts';
import { emit } from './write/emit.ts';
import { PathTable } from './write/path-table.ts';

export interface SynthOptions {
  /** `<env>[/<ring-n or cluster>[/<stack>]]`; everything when empty. */
  readonly parts: readonly string[];
  /** Writes nothing, and says what differs. */
  readonly check: boolean;
  /**
   * Where to write.
   * @default the folder `manifests` of the project
   */
  readonly out?: string;
  /** As `YYYY-MM-DD`: decides what is warned of, never what is written. */
  readonly today: string;
  /** Called now and then with what is being done. */
  readonly onProgress?: (text: string) => void;
}

/** Renders, checks, compares with disk and writes what changed. */
export function synth(project: Project, options: SynthOptions): void {}
