import { posix } from 'node:path';
import { pointerName } from '../../constructs/argocd/index.ts';
import type { ClusterModel } from '../../model/resolved.ts';
import { folderOf } from '../manifests.ts';
import type { Variant } from '../rendering.ts';
import { pointerPath, variantPath } from '../write/paths.ts';
import type { Part } from './parts.ts';

/**
 * What the parts named on a command line cover: the renderings, and what points at them, as files and folders relative
 * to `manifests/`. Undefined is everything.
 *
 * @param variants every variant of the environments concerned
 */
export function partScope(parts: readonly Part[], variants: readonly Variant[]): readonly string[] | undefined {
  return parts.length === 0 ? undefined : parts.flatMap((part) => scopeOf(part, variants));
}

function scopeOf(part: Part, variants: readonly Variant[]): readonly string[] {
  const { clusters, cluster, ring, stack } = part;
  if (cluster === undefined && ring === undefined) return [placeFolder(part, 1)];
  const pointers = clusters.map((item) => pointerFolder(part, item));
  if (stack === undefined) {
    const renderings = cluster === undefined ? [placeFolder(part, 2)] : variantFolders(part, variants);
    return [...renderings, ...pointers];
  }
  const renderings = cluster === undefined ? [placeFolder(part, 3)] : variantFolders(part, variants);
  return [...renderings, ...clusters.flatMap((item) => stackPointers(part, item, stack))];
}

/** The first parts of the path of whatever is rendered there: 1 for the environment, 2 for the ring, 3 for the stack. */
function placeFolder({ environment, ring, stack = 'any' }: Part, depth: 1 | 2 | 3): string {
  return variantPath(environment.name, ring ?? 0, stack, 'any')
    .split('/')
    .slice(0, depth)
    .join('/');
}

/** The renderings that a cluster runs: also those that it shares with others. */
function variantFolders({ environment, cluster, stack }: Part, variants: readonly Variant[]): string[] {
  return variants
    .filter((variant) => variant.environment === environment && variant.clusters.some((item) => item === cluster))
    .filter((variant) => stack === undefined || variant.use.stack.name === stack)
    .map(folderOf);
}

function pointerFolder(part: Part, cluster: ClusterModel): string {
  return posix.dirname(pointer(part, cluster, 'Application', 'any'));
}

/** The Application of a stack on a cluster, and the project that allows what it deploys. */
function stackPointers(part: Part, cluster: ClusterModel, name: string): string[] {
  const team = part.environment.stacks.find(({ stack }) => stack.name === name)?.stack.team ?? '';
  return [pointer(part, cluster, 'Application', name), pointer(part, cluster, 'AppProject', team)];
}

function pointer({ environment }: Part, cluster: ClusterModel, kind: string, name: string): string {
  const metadata = { name: pointerName(cluster.name, environment.argocd.hub, name) };
  return pointerPath(environment.name, cluster.name, { apiVersion: 'argoproj.io/v1alpha1', kind, metadata });
}
