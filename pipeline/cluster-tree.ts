import type { ClusterModel } from '../model/resolved.ts';
import type { Project } from './load.ts';
import { folderOf, MANIFESTS } from './manifests.ts';
import { renderProject } from './render/render-project.ts';
import type { Variant } from './rendering.ts';
import { manifestPath } from './write/paths.ts';

/** One stack as a cluster runs it. */
export interface ClusterStack {
  readonly stack: string;
  readonly variant: string;
  /** The variant's folder, relative to the root of the repository. */
  readonly path: string;
  readonly objects: readonly ClusterObject[];
}

interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** Relative to the root of the repository. */
  readonly file: string;
}

/**
 * What one cluster runs, out of renderings that it shares with others. In the order of stacks, then of files.
 *
 * @throws UserError when its environment does not render
 */
export async function clusterTree(project: Project, cluster: ClusterModel): Promise<ClusterStack[]> {
  const environments = project.environments.filter(({ name }) => name === cluster.environment);
  const { variants } = await renderProject(project, { environments });
  return variantsOf(variants, cluster).map((variant) => {
    const folder = folderOf(variant);
    const objects = variant.rendering.objects.map((object) => ({
      apiVersion: object.apiVersion,
      kind: object.kind,
      namespace: object.metadata.namespace,
      name: object.metadata.name,
      file: `${MANIFESTS}/${manifestPath(folder, object)}`,
    }));
    return {
      stack: variant.use.stack.name,
      variant: variant.name,
      path: `${MANIFESTS}/${folder}`,
      objects: objects.sort((a, b) => (a.file < b.file ? -1 : 1)),
    };
  });
}

/** The variants that make up one cluster: all its objects, for whatever looks at a cluster as a whole. */
function variantsOf(variants: readonly Variant[], cluster: ClusterModel): readonly Variant[] {
  return variants.filter((variant) => variant.clusters.includes(cluster));
}
