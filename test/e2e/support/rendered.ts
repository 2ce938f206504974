import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { load } from 'js-yaml';
import type { Resource } from '../../../tools/cluster/api-client.ts';

/** The root of this repository. */
export const ROOT = resolve(import.meta.dirname, '../../..');

const MANIFESTS = join(ROOT, 'manifests');

/** What the committed tree has for one cluster. */
export interface RenderedCluster {
  readonly environment: string;
  readonly name: string;
  /** Paths of its pointers: AppProjects and Applications. */
  readonly pointers: readonly string[];
  /** Paths of the objects that its Applications lead to. */
  readonly files: readonly string[];
}

/** All clusters of all environments. */
export function renderedClusters(): readonly RenderedCluster[] {
  return readdirSync(MANIFESTS).flatMap((environment) => {
    const folder = join(MANIFESTS, environment, '_clusters');
    return readdirSync(folder).map((name) => renderedCluster(environment, name));
  });
}

/** One cluster. */
export function renderedCluster(environment: string, name: string): RenderedCluster {
  const folder = join(MANIFESTS, environment, '_clusters', name);
  const pointers = readdirSync(folder).map((file) => join(folder, file));
  const files = pointers
    .filter((file) => basename(file).startsWith('Application.'))
    .map((file) => join(ROOT, readObject(file).spec.source.path))
    .flatMap((path) => readdirSync(path, { recursive: true, encoding: 'utf8' }).map((file) => join(path, file)))
    .filter((file) => file.endsWith('.yaml'));
  return { environment, name, pointers, files };
}

/** The object that a file holds. */
export function readObject(file: string): Resource {
  return load(readFileSync(file, 'utf8')) as Resource;
}

/** Whether a file holds a Namespace. */
export function isNamespace(file: string): boolean {
  return basename(file).startsWith('Namespace.');
}

/** Whether a file holds a ServiceAccount. */
export function isServiceAccount(file: string): boolean {
  return basename(file).startsWith('ServiceAccount.');
}
