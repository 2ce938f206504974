import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { component, folderOf } from '../component-cache.ts';
import type { ComponentName } from '../components.ts';
import { type GitRepository, gitRepository } from './git-repository.ts';

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

/**
 * Serves a copy of the rendered manifests as a local Git repository.
 *
 * What differs in it are the Applications and AppProjects: the addresses of repositories are those of local ones (an
 * upstream commit is the commit of the same files), and there are no sync windows, so that the day of the year does
 * not matter.
 */
export function serveManifests({ folder, manifests, repository }: ServedManifestsOptions): GitRepository {
  const { branch } = repository;
  mkdirSync(folder, { recursive: true });
  const upstream = Object.entries(UPSTREAM).map(([url, name]) => ({ url, local: upstreamRepository(folder, name) }));
  const copy = join(folder, 'rendered');
  cpSync(manifests, copy, { recursive: true });
  const url = `file://${join(folder, 'manifests', 'repository')}`;
  for (const file of readdirSync(copy, { recursive: true, encoding: 'utf8' })) {
    if (!/^(Application|AppProject)\..*\.yaml$/.test(basename(file))) continue;
    const path = join(copy, file);
    let text = readFileSync(path, 'utf8').replaceAll(repository.url, url);
    for (const { url: from, local } of upstream) {
      if (!text.includes(from)) continue;
      text = text.replaceAll(from, local.url).replace(/(targetRevision: )[0-9a-f]{40}\b/, `$1${local.head()}`);
    }
    writeFileSync(path, text.replace(/^ {2}syncWindows:\n(?: {4}.*\n)*/m, ''));
  }
  return gitRepository({ folder: join(folder, 'manifests'), branch, content: { manifests: copy } });
}

function upstreamRepository(folder: string, name: ComponentName): GitRepository {
  const one = component(name);
  const source = folderOf(one);
  const content = Object.fromEntries(one.files.map((file) => [file, join(source, file)]));
  return gitRepository({ folder: join(folder, name), branch: 'upstream', content });
}
