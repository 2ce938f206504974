import * as z from './z.ts';

/**
 * The shape of what `defineStack` is given: what a compiler says, for those who run none before they render. Names and
 * repositories are checked when everything is loaded.
 */
export const stackSchema = z.object({
  name: z.string(),
  team: z.string(),
  images: z.record(z.string(), z.string()).optional(),
  config: z.custom<z.ZodObject>(isObjectSchema, { error: 'is no schema; write z.object({…})' }).optional(),
  namespace: z.string().optional(),
  dependsOn: z.array(z.string()).optional(),
  onRemove: z.enum(['orphan', 'delete']).optional(),
  build: z.custom<() => void>((value) => typeof value === 'function', {
    error: 'is no function; write build({ chart, config, images }) {…}',
  }),
});

function isObjectSchema(value: unknown): boolean {
  return value instanceof z.ZodObject;
}
