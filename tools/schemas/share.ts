import { createHash } from 'node:crypto';
import type { Schema } from '../../policies/schema/form.ts';
import { referenceTo } from './slim.ts';
import { compact } from './write.ts';

/** Shorter ones are not worth a reference, nor the reader's look elsewhere. */
const WORTH_SHARING = 300;

/**
 * Writes each part that occurs more than once as a definition of its own, named by its content: custom resources have
 * no named types, so that a pod template stands in them over and over.
 */
export function share(definitions: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> {
  const uses = new Map<string, number>();
  for (const schema of Object.values(definitions)) countParts(schema, uses);
  const shared: Record<string, Schema> = {};
  const shorten = (schema: Schema): Schema =>
    mapParts(schema, (part) => {
      const text = compact(part);
      if (text.length < WORTH_SHARING || (uses.get(text) ?? 0) < 2) return shorten(part);
      const name = `shared.${createHash('sha256').update(text).digest('hex').slice(0, 10)}`;
      shared[name] ??= shorten(part);
      return { $ref: referenceTo(name) };
    });
  const whole = Object.entries(definitions).map(([name, schema]) => [name, shorten(schema)] as const);
  return { ...Object.fromEntries(whole), ...shared };
}

/** Counts in how many different places each part stands; what stands inside a part counted twice is counted once. */
function countParts(schema: Schema, uses: Map<string, number>): void {
  mapParts(schema, (part) => {
    const text = compact(part);
    const before = uses.get(text) ?? 0;
    uses.set(text, before + 1);
    if (before === 0) countParts(part, uses);
    return part;
  });
}

/** A schema with each schema directly inside it replaced. */
function mapParts(schema: Schema, replace: (part: Schema) => Schema): Schema {
  const { properties, additionalProperties, items, not, allOf, anyOf, oneOf } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, replace(part)])),
    }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: replace(additionalProperties) }),
    ...(items && { items: replace(items) }),
    ...(not && { not: replace(not) }),
    ...(allOf && { allOf: allOf.map(replace) }),
    ...(anyOf && { anyOf: anyOf.map(replace) }),
    ...(oneOf && { oneOf: oneOf.map(replace) }),
  };
}
