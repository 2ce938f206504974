import { UserError } from '../model/errors.ts';
import type { Environment } from '../model/resolved.ts';
import type { Fleet } from '../pipeline/index.ts';

/**
 * Finds what `<env>[/ring-<n>]` names.
 *
 * @throws UserError when it names nothing, or a cluster or stack
 */
export async function resolveRing(
  fleet: Fleet,
  text: string,
): Promise<{ readonly environment: Environment; readonly ring: number | undefined }> {
  const { resolvePart } = await import('../pipeline/parts/parts.ts');
  const { environment, ring, cluster, stack } = resolvePart(fleet, text);
  if (cluster !== undefined || stack !== undefined) {
    const example = `${environment.name}/ring-${ring ?? cluster?.ring ?? 0}`;
    throw new UserError({
      subject: text,
      message: `images are kept per ring; write <env>[/ring-<n>], here ${example}`,
    });
  }
  return { environment, ring };
}
