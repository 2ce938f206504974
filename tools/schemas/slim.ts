import type { Schema } from '../../policies/schema/form.ts';

/** Where OpenAPI keeps definitions. */
const COMPONENTS = '#/components/schemas/';

// free text, and what only clients look at
const DROPPED = ['description', 'example', 'externalDocs', 'title', 'x-kubernetes-selectable-fields'];

// a custom UnmarshalJSON takes any object: OpenAPI cannot tell these from a struct without fields
const OPEN = [
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Patch',
  'io.k8s.apimachinery.pkg.runtime.RawExtension',
];

/** A schema of OpenAPI, as it came. */
export type Written = Readonly<Record<string, unknown>>;

/** The definitions of OpenAPI documents in the form that `schemas/` has. */
export function slimDefinitions(written: ReadonlyMap<string, Written>): Readonly<Record<string, Schema>> {
  const definitions: Record<string, Schema> = {};
  for (const [name, schema] of written) {
    definitions[name] = OPEN.includes(name)
      ? { ...slim(schema), 'x-kubernetes-preserve-unknown-fields': true }
      : slim(schema);
  }
  return definitions;
}

/** One schema without its texts. Property names are never taken for keywords. */
export function slim(written: Written): Schema {
  const result: Record<string, unknown> = {};
  if (isDeprecated(written.description)) result.deprecated = true;
  for (const [keyword, value] of Object.entries(written)) {
    if (DROPPED.includes(keyword) || isEmptyDefault(keyword, value)) continue;
    result[keyword] = slimKeyword(keyword, value);
  }
  return unwrap(result) as Schema;
}

/** Names of the definitions that a schema refers to. */
export function references(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(references);
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [nameOf(value)] : references(value),
  );
}

/** The definitions that are needed for some of them. */
export function reachable(
  definitions: Readonly<Record<string, Schema>>,
  roots: Iterable<string>,
): Readonly<Record<string, Schema>> {
  const found: Record<string, Schema> = {};
  const queue = [...roots];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const schema = definitions[name];
    if (schema === undefined || Object.hasOwn(found, name)) continue;
    found[name] = schema;
    queue.push(...references(schema));
  }
  return found;
}

/** A reference to a definition. */
export function referenceTo(name: string): string {
  return `#/definitions/${name}`;
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function slimKeyword(keyword: string, value: unknown): unknown {
  switch (keyword) {
    case '$ref':
      return referenceTo(String(value).slice(COMPONENTS.length));
    case 'properties':
      return Object.fromEntries(
        Object.entries(value as Record<string, Written>).map(([name, one]) => [name, slim(one)]),
      );
    case 'items':
    case 'not':
      return slim(value as Written);
    case 'additionalProperties':
      return typeof value === 'boolean' ? value : slim(value as Written);
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return (value as readonly Written[]).map(slim);
    default:
      return value;
  }
}

/** Go's structs that are no pointers have the default `{}`, which changes nothing. */
function isEmptyDefault(keyword: string, value: unknown): boolean {
  return keyword === 'default' && JSON.stringify(value) === '{}';
}

/** OpenAPI 3.0 wraps a reference that has something to say beside it; the form needs no wrapping. */
function unwrap(schema: Record<string, unknown>): Record<string, unknown> {
  const { allOf, ...rest } = schema;
  const [only, ...more] = (allOf ?? []) as readonly Schema[];
  return only?.$ref !== undefined && more.length === 0 ? { ...rest, ...only } : schema;
}

/** What the description of a deprecated field or type has in it, by convention of Go and of Kubernetes. */
function isDeprecated(description: unknown): boolean {
  if (typeof description !== 'string') return false;
  // values of an enum have texts of their own
  const [own = ''] = description.split('Possible enum values');
  return /^Deprecated|^deprecated[A-Z]|(^|[.)\s])(Deprecated|DEPRECATED)[:.]\s/.test(own);
}
