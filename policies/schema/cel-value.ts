import { isFields } from '../read.ts';
import type { Schema } from './form.ts';

/** A schema without its reference; undefined for metadata, of which rules see two fields. */
export type Resolve = (schema: Schema) => Schema | undefined;

/** A value that CEL has a type of its own for, which nothing here makes: rules that may see it are left out. */
export class UnknownCelType extends Error {}

/**
 * A value as the rules of a CustomResourceDefinition see it: with the defaults of its schema, without fields that the
 * schema does not name, integers as integers, and names that CEL cannot write in its own spelling. Undefined is none.
 *
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 *
 * @throws UnknownCelType for times, durations and bytes
 */
export function celValue(written: Schema, value: unknown, resolve: Resolve): unknown {
  const schema = resolve(written);
  if (schema === undefined) return isFields(value) ? pick(value, ['name', 'generateName']) : undefined;
  if (value === undefined || (value === null && schema.nullable !== true)) return undefined;
  if (value === null) return null;
  if (schema['x-kubernetes-int-or-string'] === true) return typeof value === 'number' ? BigInt(value) : value;
  switch (schema.type) {
    case 'object':
      return isFields(value) ? fields(schema, value, resolve) : undefined;
    case 'array': {
      const { items } = schema;
      if (items === undefined || !Array.isArray(value)) return [];
      return value.map((item) => celValue(items, item, resolve));
    }
    case 'integer':
      return Number.isInteger(value) ? BigInt(value as number) : undefined;
    case 'string':
      if (schema.format !== undefined && TYPED.includes(schema.format)) throw new UnknownCelType(schema.format);
      return value;
    case 'boolean':
    case 'number':
      return value;
    case undefined:
      // rules do not see it
      return undefined;
  }
}

const TYPED: readonly string[] = ['byte', 'date', 'date-time', 'duration'];

function fields(schema: Schema, value: object, resolve: Resolve): object {
  const written = value as Readonly<Record<string, unknown>>;
  const { properties = {}, additionalProperties } = schema;
  const seen: [string, unknown][] = [];
  if (schema['x-kubernetes-embedded-resource'] === true) {
    seen.push(...Object.entries(pick(value, ['apiVersion', 'kind'])));
  }
  for (const [name, inner] of Object.entries(properties)) {
    const own = Object.hasOwn(written, name) ? written[name] : undefined;
    const { nullable, default: fallback } = resolve(inner) ?? inner;
    const found = celValue(inner, own ?? (own === null && nullable === true ? null : fallback), resolve);
    if (found !== undefined) seen.push([escaped(name), found]);
  }
  if (typeof additionalProperties === 'object') {
    for (const [key, inner] of Object.entries(written)) {
      if (!Object.hasOwn(properties, key)) seen.push([key, celValue(additionalProperties, inner, resolve)]);
    }
  }
  return Object.fromEntries(seen);
}

function pick(value: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
}

const RESERVED: ReadonlySet<string> = new Set([
  ...['true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import'],
  ...['let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while'],
]);

const SPELLING: readonly (readonly [RegExp, string])[] = [
  [/__/g, '__underscores__'],
  [/\./g, '__dot__'],
  [/-/g, '__dash__'],
  [/\//g, '__slash__'],
];

/** The name of a field as rules write it. */
function escaped(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  return SPELLING.reduce((spelled, [character, spelling]) => spelled.replace(character, spelling), name);
}
