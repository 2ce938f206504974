import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A local Git repository that Argo CD reads from. */
export interface GitRepository {
  /** A `file://` address. */
  readonly url: string;
  /** Its working tree. */
  readonly folder: string;
  /** The commit that the branch is at. */
  head(): string;
  /** The text of a file of the working tree. */
  read(path: string): string;
  /** Writes files (undefined removes one) and commits all that differs; returns the commit. */
  commit(files: Readonly<Record<string, string | undefined>>, message?: string): string;
  /** Makes the tree what it was before the last commit, by a new commit. */
  revert(): string;
  /** Takes it away, as a server that is down, or brings it back. */
  available(is: boolean): void;
  /** Removes it. */
  stop(): void;
}

export interface GitRepositoryOptions {
  /** The folder that holds it. */
  readonly folder: string;
  /** Files and folders that it starts with: the path in it, and the path they are copied from. */
  readonly content?: Readonly<Record<string, string>>;
  /** The branch. */
  readonly branch: string;
}

/** Makes a repository with one commit. */
export function gitRepository({ folder, content = {}, branch }: GitRepositoryOptions): GitRepository {
  const tree = join(folder, 'repository');
  mkdirSync(tree, { recursive: true });
  for (const [path, source] of Object.entries(content)) cpSync(source, join(tree, path), { recursive: true });
  const git = (...args: readonly string[]) => runGit(tree, args);
  const commitAll = (message: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet', '--initial-branch', branch);
  commitAll('Start');
  return {
    url: `file://${tree}`,
    folder: tree,
    head: () => git('rev-parse', 'HEAD'),
    read: (path) => readFileSync(join(tree, path), 'utf8'),
    commit(files, message = 'Change') {
      for (const [path, text] of Object.entries(files)) {
        const file = join(tree, path);
        if (text === undefined) {
          rmSync(file, { recursive: true });
          continue;
        }
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      return commitAll(message);
    },
    revert() {
      git('revert', '--no-edit', 'HEAD');
      return git('rev-parse', 'HEAD');
    },
    available(is) {
      const away = `${tree}.away`;
      if (is) renameSync(away, tree);
      else renameSync(tree, away);
    },
    stop: () => rmSync(folder, { recursive: true, force: true }),
  };
}

// an author of its own, and nothing of whoever runs it: hooks, signing, line endings
const GIT_ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Stele',
  GIT_AUTHOR_EMAIL: 'stele@example.com',
  GIT_COMMITTER_NAME: 'Stele',
  GIT_COMMITTER_EMAIL: 'stele@example.com',
};

/**
 * Runs Git in a repository of the cluster, and returns what it printed.
 *
 * @throws Error with what it said when it failed
 */
export function runGit(cwd: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...GIT_ENVIRONMENT },
  });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}
