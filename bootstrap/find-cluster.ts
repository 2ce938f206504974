import { didYouMean, UserError } from '../model/errors.ts';
import type { ClusterModel, Environment } from '../model/resolved.ts';

/**
 * The cluster that a Pulumi stack is named like, and its environment.
 *
 * @throws UserError when no environment has such a cluster
 */
export function findCluster(
  environments: readonly Environment[],
  stack: string,
): { readonly environment: Environment; readonly cluster: ClusterModel } {
  for (const environment of environments) {
    const cluster = environment.clusters.find(({ name }) => name === stack);
    if (cluster !== undefined) return { environment, cluster };
  }
  const names = environments.flatMap(({ clusters }) => clusters.map(({ name }) => name));
  throw new UserError({
    subject: `Pulumi stack "${stack}"`,
    message: `is named like no cluster${didYouMean(stack, names)}; clusters: ${names.join(', ')}`,
  });
}
