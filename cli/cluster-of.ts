import { UserError } from '../model/errors.ts';
import type { ClusterModel, Environment } from '../model/resolved.ts';
import type { Project } from '../pipeline/index.ts';

/**
 * Loads the repository of a folder, and finds the cluster that `<env>/<cluster>` names.
 *
 * @throws UserError when it names none
 */
export async function resolveCluster(
  cwd: string,
  text: string,
): Promise<{ readonly project: Project; readonly environment: Environment; readonly cluster: ClusterModel }> {
  const { findRoot, loadProject, resolvePart } = await import('../pipeline/index.ts');
  const project = await loadProject(findRoot(cwd));
  const { cluster, environment, stack } = resolvePart(project, text);
  if (cluster !== undefined && stack === undefined) return { project, environment, cluster };
  const clusters = environment.clusters.map(({ name }) => `${environment.name}/${name}`);
  throw new UserError({
    subject: text,
    message: `names no cluster; write <env>/<cluster>; clusters: ${clusters.join(', ')}`,
  });
}
