import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { load } from 'js-yaml';
import type { KubeObject } from '../../../model/kube.ts';
import type { ClusterModel, Environment } from '../../../model/resolved.ts';
import { textAt } from '../../../policies/read.ts';

export const ROOT = resolve(import.meta.dirname, '../../..');

/** A committed manifest of a cluster that runs it. */
export interface CommittedManifest {
  readonly object: KubeObject;
  /** Relative to the root of the repository. */
  readonly file: string;
}

/** What each cluster of an environment runs, as it stands on disk; what clusters share is the same object. */
export function committedClusters({ name, clusters }: Environment): ReadonlyMap<ClusterModel, CommittedManifest[]> {
  const read = new Map<string, CommittedManifest>();
  const manifest = (file: string) => {
    const found = read.get(file) ?? { file, object: load(readFileSync(join(ROOT, file), 'utf8')) as KubeObject };
    read.set(file, found);
    return found;
  };
  return new Map(
    clusters.map((cluster) => {
      const pointers = yamlFiles(join('manifests', name, '_clusters', cluster.name)).map(manifest);
      const folders = pointers.flatMap(({ object }) => textAt(object, 'spec', 'source', 'path') ?? []);
      return [cluster, [...pointers, ...folders.flatMap(yamlFiles).map(manifest)]];
    }),
  );
}

function yamlFiles(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(folder, file));
}
