import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Problem, throwIfAny } from '../model/errors.ts';
import type { Environment } from '../model/resolved.ts';
import type { Finding } from '../policies/finding.ts';
import { blockedPaths } from './check/blocked-paths.ts';
import { checkRules } from './check/check-rules.ts';
import { findMoves } from './check/moves.ts';
import { applyStackWaivers } from './check/stack-waivers.ts';
import { dayZeroClaims } from './day-zero-objects.ts';
import { readDeployed } from './git/deployed.ts';
import { type Head, readHead } from './git/head.ts';
import { retainProjects } from './git/retain-projects.ts';
import type { Project } from './load.ts';
import { MANIFESTS, sharedFolders, sharedObjects, variantManifests } from './manifests.ts';
import { ownersFile } from './owners/owners-file.ts';
import { partScope } from './parts/part-scope.ts';
import { resolvePart } from './parts/parts.ts';
import { pointers } from './pointers/index.ts';
import { renderProject } from './render/render-project.ts';
import type { Manifest, Variant } from './rendering.ts';
import { Area } from './write/area.ts';
import { compareTree, type TreeDifference, writeTree } from './write/tree.ts';
import { type TreeOptions, treeFile } from './write/tree-file.ts';

export interface SynthOptions {
  /** `<env>[/<ring-n or cluster>[/<stack>]]`; everything when empty. */
  readonly parts: readonly string[];
  /** Writes nothing, and says what differs. */
  readonly check: boolean;
  /**
   * Where to write, instead of the folder `manifests` of the project.
   * @default that folder
   */
  readonly out?: string;
  /** As `YYYY-MM-DD`: it changes what is warned of, never what is written. */
  readonly today: string;
  /**
   * Called now and then with what is being done.
   * @default nobody is told
   */
  readonly onProgress?: (text: string) => void;
}

export interface SynthResult {
  /** How many files the part has, CODEOWNERS included. */
  readonly manifests: number;
  /** How often a stack's `build` was called. */
  readonly builds: number;
  /** Paths relative to the tree, in order. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** What `check` found. */
  readonly differs: TreeDifference['differs'];
  readonly findings: readonly Finding[];
  /** What the user should know, and need not do anything about. */
  readonly notices: readonly Problem[];
}

/**
 * Renders, checks, compares with disk, and writes what changed.
 *
 * @throws UserError when anything is wrong before writing: then the tree is untouched
 */
export async function synth(project: Project, options: SynthOptions): Promise<SynthResult> {
  const { onProgress = () => undefined } = options;
  const parts = options.parts.map((part) => resolvePart(project, part));
  const environments =
    parts.length === 0 ? project.environments : [...new Set(parts.map(({ environment }) => environment))];
  const root = options.out ?? join(project.root, MANIFESTS);

  const rendering = await renderProject(project, {
    environments,
    onBuild: (before) => onProgress(`rendering, ${before} builds`),
  });
  const { builds } = rendering;
  onProgress('checking');
  const { variants, findings: superfluous } = applyStackWaivers(rendering.variants, project.rules, options.today);
  const rendered = manifestsOf(project, environments, variants);
  const head = headOf(root);
  const { committed, elsewhere } = readDeployed(head, root, rendered);
  const manifests = committed === undefined ? rendered : retainProjects(rendered, committed);
  const moves = head === undefined ? [] : findMoves(head, manifests);
  const found = checkRules({ variants, manifests, moves, rules: project.rules, today: options.today });
  const findings = [...superfluous, ...found];

  onProgress('comparing');
  const within = partScope(parts, variants);
  const area = new Area(within);
  const files = manifests.filter(({ path }) => area.covers(path));
  const tree: TreeOptions = {
    root,
    files: files.map(treeFile),
    blocked: blockedPaths(findings, variants, manifests, head),
    ...(within === undefined ? {} : { within }),
    ...(committed === undefined ? {} : { committed }),
    elsewhere,
  };
  const owners = parts.length === 0 && options.out === undefined ? ownersFile(project) : undefined;
  const summary = { manifests: files.length + (owners === undefined ? 0 : 1), builds, findings };
  if (options.check) {
    const { differs, notices } = compareTree(tree);
    return { ...summary, written: [], removed: [], differs: [...differs, ...(owners?.compare() ?? [])], notices };
  }
  await setImmediate();
  const { written, removed, notices } = writeTree(tree);
  // whoever pressed Ctrl-C meanwhile is not told that all went well
  await setImmediate();
  return { ...summary, written: [...written, ...(owners?.write() ?? [])], removed, differs: [], notices };
}

/** Every file of some environments. */
function manifestsOf(project: Project, environments: readonly Environment[], variants: readonly Variant[]): Manifest[] {
  const problems: Problem[] = [];
  const manifests = variants.flatMap((variant) => variantManifests(variant, problems));
  throwIfAny([...problems, ...sharedFolders(variants), ...sharedObjects(variants), ...dayZeroClaims(variants)]);
  const byEnvironment = Map.groupBy(variants, ({ environment }) => environment);
  return [
    ...manifests,
    ...environments.flatMap((environment) =>
      pointers(environment, byEnvironment.get(environment) ?? [], project.config),
    ),
  ];
}

/** The committed version of a tree, where it stands in a Git repository under its own name. */
function headOf(root: string): Head | undefined {
  return basename(root) === MANIFESTS ? readHead(dirname(root)) : undefined;
}
