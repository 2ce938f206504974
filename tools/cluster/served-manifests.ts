import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { component, folderOf } from '../component-cache.ts';
import type { ComponentName } from '../components.ts';
import { type GitRepository, gitRepository, runGit } from './git-repository.ts';

/** Repositories that Applications pin by a commit, and the component whose module holds the same files. */
const UPSTREAM: Readonly<Record<string, ComponentName>> = {
  'https://github.com/argoproj/argo-cd': 'argocd',
  'https://github.com/prometheus-operator/prometheus-operator': 'prometheus-operator',
};

export interface ServedManifestsOptions {
  /** The folder that holds the repositories. */
  readonly folder: string;
  /** The tree that Stele rendered. */
  readonly manifests: string;
  /** The repository that the tree was rendered for. */
  readonly repository: { readonly url: string; readonly branch: string };
}

/** A repository that pointers name by a commit, and what is read instead of it. */
export interface Upstream {
  /** As pointers write it. */
  readonly url: string;
  readonly local: Pick<GitRepository, 'url' | 'head'>;
}

/**
 * Serves a copy of the rendered manifests as a local Git repository.
 *
 * What differs in it are the Applications and AppProjects: the addresses of repositories are those of local ones, see
 * `localPointers`.
 */
export function serveManifests({ folder, manifests, repository }: ServedManifestsOptions): GitRepository {
  const { branch } = repository;
  mkdirSync(folder, { recursive: true });
  const upstream = serveUpstream(folder);
  const copy = join(folder, 'rendered');
  cpSync(manifests, copy, { recursive: true });
  const url = `file://${join(folder, 'manifests', 'repository')}`;
  localPointers(copy, upstream, (text) => text.replaceAll(repository.url, url));
  return gitRepository({ folder: join(folder, 'manifests'), branch, content: { manifests: copy } });
}

/** Serves the files of upstream repositories that the components came with; those that are served already stay. */
export function serveUpstream(folder: string): readonly Upstream[] {
  return Object.entries(UPSTREAM).map(([url, name]) => {
    const repository = join(folder, name, 'repository');
    if (existsSync(repository)) {
      return { url, local: { url: `file://${repository}`, head: () => runGit(repository, ['rev-parse', 'HEAD']) } };
    }
    const one = component(name);
    const source = folderOf(one);
    const content = Object.fromEntries(one.files.map((file) => [file, join(source, file)]));
    return { url, local: gitRepository({ folder: join(folder, name), branch: 'upstream', content }) };
  });
}

/**
 * Makes the Applications and AppProjects of a tree read upstream files from local repositories (an upstream commit
 * becomes the commit of the same files), and takes their sync windows away, so that the day of the year does not matter.
 *
 * @returns the upstream repositories that the tree names
 */
export function localPointers(
  tree: string,
  upstream: readonly Upstream[],
  more: (text: string) => string = (text) => text,
): readonly Upstream[] {
  const used = new Set<Upstream>();
  for (const file of readdirSync(tree, { recursive: true, encoding: 'utf8' })) {
    if (!/^(Application|AppProject)\..*\.yaml$/.test(basename(file))) continue;
    const path = join(tree, file);
    let text = more(readFileSync(path, 'utf8'));
    for (const one of upstream) {
      const { url, local } = one;
      if (!text.includes(url)) continue;
      used.add(one);
      text = text.replaceAll(url, local.url).replace(/(targetRevision: )[0-9a-f]{40}\b/, `$1${local.head()}`);
    }
    writeFileSync(path, text.replace(/^ {2}syncWindows:\n(?: {4}.*\n)*/m, ''));
  }
  return [...used];
}
