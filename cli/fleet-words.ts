import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRoot } from '../pipeline/find-root.ts';
import type { Completion } from './command.ts';
import { environmentNames } from './environment-names.ts';

/** The names of a fleet, as its files and its manifests tell them; none outside of a platform repository. */
export function fleetWords(cwd: string, what: Exclude<Completion, 'folder' | 'rule' | 'rules'>): string[] {
  const root = rootOf(cwd);
  if (root === undefined) return [];
  const environments = environmentNames(root);
  switch (what) {
    case 'environment':
      return environments;
    case 'ring':
      return environments.flatMap((name) => [name, ...ringsOf(root, name).map((ring) => `${name}/${ring}`)]);
    case 'cluster':
      return environments.flatMap((name) => clustersOf(root, name).map((cluster) => `${name}/${cluster}`));
    case 'instance':
      return environments.flatMap((name) => instancesOf(root, name));
    case 'part':
      return environments.flatMap((name) => partsOf(root, name));
    case 'repository':
      return [...new Set(environments.flatMap((name) => repositoriesOf(root, name)))].sort();
  }
}

function rootOf(cwd: string): string | undefined {
  try {
    return findRoot(cwd);
  } catch {
    return undefined;
  }
}

function partsOf(root: string, environment: string): string[] {
  const rings = ringsOf(root, environment).flatMap((ring) => {
    const stacks = folders(root, environment, ring);
    return [ring, ...stacks.map((stack) => `${ring}/${stack}`)];
  });
  return [environment, ...rings.map((place) => `${environment}/${place}`), ...instancesOf(root, environment)];
}

function instancesOf(root: string, environment: string): string[] {
  return clustersOf(root, environment).flatMap((cluster) => {
    const stacks = applicationsOf(root, environment, cluster);
    return [cluster, ...stacks.map((stack) => `${cluster}/${stack}`)].map((place) => `${environment}/${place}`);
  });
}

/** The stacks that a cluster has Applications of; on a hub their names begin with the cluster's. */
function applicationsOf(root: string, environment: string, cluster: string): string[] {
  return readdirSync(join(root, 'manifests', environment, '_clusters', cluster), { recursive: true, encoding: 'utf8' })
    .map((file) => /(?:^|[\\/])Application\.(?:.*\.)?([^.\\/]+)\.yaml$/.exec(file)?.[1])
    .filter((stack) => stack !== undefined)
    .sort();
}

function ringsOf(root: string, environment: string): string[] {
  const locked = Object.keys(lockedRings(root, environment)).map((ring) => `ring-${ring}`);
  const rendered = folders(root, environment).filter((name) => /^ring-\d+$/.test(name));
  return [...new Set([...locked, ...rendered])].sort();
}

function clustersOf(root: string, environment: string): string[] {
  return folders(root, environment, '_clusters');
}

function repositoriesOf(root: string, environment: string): string[] {
  return Object.values(lockedRings(root, environment)).flatMap((ring) => Object.keys(ring?.images ?? {}));
}

/** The rings of a lock, unchecked: its schema would take longer to load than all the rest. */
function lockedRings(root: string, environment: string): Record<string, { readonly images?: object } | null> {
  try {
    const lock: unknown = JSON.parse(readFileSync(join(root, 'environments', `${environment}.lock.json`), 'utf8'));
    return (lock as { readonly rings?: Record<string, { readonly images?: object }> } | null)?.rings ?? {};
  } catch {
    return {};
  }
}

/** Folders below `manifests`. */
function folders(root: string, ...path: readonly string[]): string[] {
  try {
    const entries = readdirSync(join(root, 'manifests', ...path), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}
