import { UserError } from '../model/errors.ts';
import type { Environment } from '../model/resolved.ts';
import type { Project } from '../pipeline/index.ts';

/**
 * Finds what `<env>[/ring-<n>]` names.
 *
 * @throws UserError when it names nothing, or a cluster or stack
 */
export async function resolveRing(
  project: Project,
  text: string,
): Promise<{ readonly environment: Environment; readonly ring: number | undefined }> {
  const { resolvePart } = await import('../pipeline/index.ts');
  const { environment, ring, cluster, stack } = resolvePart(project, text);
  if (cluster !== undefined || stack !== undefined) {
    const example = `${environment.name}/ring-${ring ?? cluster?.ring ?? 0}`;
    throw new UserError({
      subject: text,
      message: `images are kept per ring; write <env>[/ring-<n>], here ${example}`,
    });
  }
  return { environment, ring };
}
