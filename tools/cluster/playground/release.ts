import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../../model/errors.ts';
import { type Project, synth } from '../../../pipeline/index.ts';
import { lockTree } from '../../../pipeline/write/lock.ts';
import type { Finding } from '../../../policies/finding.ts';
import type { Repository } from '../deployment.ts';
import { runGit } from '../git-repository.ts';
import { localPointers, serveUpstream } from '../served-manifests.ts';
import type { PlaygroundName } from './state.ts';

/** What was rendered and committed for a playground. */
export interface Release {
  /** The repository that Argo CD reads, with the new commit. */
  readonly repository: Repository;
  /** Files that the commit changed, as Git's letter, a blank and the path. Empty when nothing changed. */
  readonly changes: readonly string[];
  /** What the check of the manifests found. */
  readonly findings: readonly Finding[];
  readonly notices: readonly Problem[];
  /** Repositories of others that Applications read, and that are read from this machine instead. */
  readonly upstream: readonly string[];
}

export interface ReleaseOptions {
  readonly project: Project;
  readonly name: PlaygroundName;
  /** The folder of the playground. */
  readonly folder: string;
  readonly onProgress: (text: string) => void;
}

/**
 * Renders a cluster from the working tree, for a repository of the playground's own, and commits it there.
 *
 * @throws UserError when the source is wrong, or while another command does the same
 */
export async function release({ project, name, folder, onProgress }: ReleaseOptions): Promise<Release> {
  const git = join(folder, 'git');
  mkdirSync(git, { recursive: true });
  const lock = lockTree(git);
  try {
    const tree = join(git, 'platform');
    const { branch } = project.config.repository;
    const repository = { url: `file://${tree}`, head: () => runGit(tree, ['rev-parse', 'HEAD']) };
    if (!existsSync(tree)) {
      mkdirSync(tree);
      runGit(tree, ['init', '--quiet', '--initial-branch', branch]);
    }
    const part = `${name.environment}/${name.cluster}`;
    const manifests = join(tree, 'manifests');
    const { findings, notices } = await synth(
      { ...project, config: { ...project.config, repository: { url: repository.url, branch } } },
      { parts: [part], check: false, out: manifests, today: new Date().toISOString().slice(0, 10), onProgress },
    );
    onProgress('committing');
    const upstream = localPointers(manifests, serveUpstream(git)).map(({ url }) => url);
    const changes = commit(tree, `Render ${part}`);
    return { repository, changes, findings, notices, upstream };
  } finally {
    lock.release();
  }
}

function commit(tree: string, message: string): readonly string[] {
  runGit(tree, ['add', '--all']);
  const changes = runGit(tree, ['diff', '--cached', '--name-status', '--no-renames', '-z'])
    .split('\0')
    .filter((word) => word !== '');
  if (changes.length > 0) runGit(tree, ['commit', '--quiet', '--message', message]);
  return changes.flatMap((letter, index) => (index % 2 === 0 ? [`${letter} ${changes[index + 1]}`] : []));
}
