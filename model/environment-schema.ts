import type { Cluster } from './cluster.ts';
import { TIERS } from './facts.ts';
import { isStackUse, type StackUse } from './stack.ts';
import { syncWindowSchema } from './sync-window-schema.ts';
import * as z from './z.ts';

/**
 * The shape of an environment: what a compiler says, for those who run none before they render. Names and what they
 * refer to are checked when everything is loaded.
 */
export const environmentSchema = z.object({
  name: z.string(),
  tier: z.enum(TIERS),
  promoteFrom: z.string().optional(),
  sealed: z.boolean().optional(),
  argocd: z
    .object({
      hub: z.string().optional(),
      selfHeal: z.boolean().optional(),
      prune: z.boolean().optional(),
      syncWindows: z.array(syncWindowSchema).optional(),
    })
    .optional(),
  clusters: z.array(z.custom<Cluster>(isCluster, { error: 'is no cluster; write cluster(<name>, {…})' })).min(1),
  stacks: z.array(
    z.custom<StackUse>(isStackUse, { error: 'is no stack with its values; call the stack, for example web({})' }),
  ),
});

function isCluster(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'name' in value && 'input' in value;
}
