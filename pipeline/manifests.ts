import type { Problem } from '../model/errors.ts';
import { groupOf, type KubeObject } from '../model/kube.ts';
import type { Manifest, Variant } from './rendering.ts';
import { PathTable } from './write/path-table.ts';
import { manifestPath, variantPath } from './write/paths.ts';

export { MANIFESTS } from '../constructs/argocd/index.ts';

/** The folder of a variant, relative to `manifests/`. */
export function folderOf({ environment, ring, use, name }: Variant): string {
  return variantPath(environment.name, ring, use.stack.name, name);
}

/** The files of one variant. What would share a file goes to `problems`. */
export function variantManifests(variant: Variant, problems: Problem[]): Manifest[] {
  const folder = folderOf(variant);
  const { source } = variant.use;
  const table = new PathTable();
  const manifests = variant.rendering.objects.map((object) => {
    const path = manifestPath(folder, object);
    table.claim(path, `${source}: ${describe(object)}`);
    return { path, object, source };
  });
  problems.push(...table.problems);
  return manifests;
}

/** Variants that would share a folder: where upper and lower case are the same. */
export function sharedFolders(variants: readonly Variant[]): readonly Problem[] {
  const table = new PathTable();
  for (const variant of variants) table.claim(folderOf(variant), `${variant.use.source}: variant ${variant.name}`);
  return table.problems;
}

/** Objects that two stacks of one cluster claim: cluster-scoped ones, as each stack writes to a namespace of its own. */
export function sharedObjects(variants: readonly Variant[]): Problem[] {
  const claims = new Map<string, Map<string, Variant>>();
  const problems: Problem[] = [];
  for (const variant of variants) {
    const outside = variant.rendering.objects.filter(
      ({ metadata }) => metadata.namespace !== variant.use.stack.namespace,
    );
    for (const object of outside) {
      const identity = `${groupOf(object)}/${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;
      const owners = claims.get(identity) ?? new Map<string, Variant>();
      claims.set(identity, owners);
      for (const cluster of variant.clusters) {
        const other = owners.get(cluster.name);
        if (other !== undefined && other.use !== variant.use) {
          problems.push({
            subject: `${variant.environment.file}: ${cluster.name}`,
            message: `${describe(object)} is rendered by the stacks ${other.use.stack.name} and ${variant.use.stack.name}; let one of them own it`,
          });
        }
        owners.set(cluster.name, variant);
      }
    }
  }
  return problems;
}

/** An object in words: `Deployment web in namespace shop`. */
export function describe({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.name}${metadata.namespace === undefined ? '' : ` in namespace ${metadata.namespace}`}`;
}
