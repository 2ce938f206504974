import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFields } from '../policies/read.ts';
import type { Schema, SchemaFile } from '../policies/schema/form.ts';

const SCHEMAS = new URL('../schemas/', import.meta.url);

/**
 * Writes the schemas of `schemas/` as kubeconform reads them: a file for each kind, JSON Schema draft 4 with everything
 * that it refers to, closed as `stele check` closes objects.
 * https://github.com/yannh/kubeconform#overriding-schemas-location
 *
 * @returns what `-schema-location` takes
 */
export function writeKubeconformSchemas(folder: string, kubernetes: string): string {
  mkdirSync(folder, { recursive: true });
  const own = read(`kubernetes-${kubernetes}.json`);
  const custom = readdirSync(new URL('custom-resources/', SCHEMAS)).map((name) => read(`custom-resources/${name}`));
  for (const { kinds, definitions } of [own, ...custom]) {
    const all = { ...own.definitions, ...definitions };
    for (const [apiVersion, entries] of Object.entries(kinds)) {
      for (const [kind, { definition }] of Object.entries(entries)) {
        const schema = { $ref: `#/definitions/${definition}`, definitions: reachable(definition, all) };
        writeFileSync(join(folder, `${kind.toLowerCase()}${suffixOf(apiVersion)}.json`), JSON.stringify(schema));
      }
    }
  }
  return join(folder, '{{.ResourceKind}}{{.KindSuffix}}.json');
}

function read(name: string): SchemaFile {
  return JSON.parse(readFileSync(new URL(name, SCHEMAS), 'utf8')) as SchemaFile;
}

/** The first label of the group, and the version: https://github.com/yannh/kubeconform/blob/v0.7.0/pkg/registry/registry.go */
function suffixOf(apiVersion: string): string {
  const [group = '', version] = apiVersion.split('/');
  const label = group.split('.')[0] ?? '';
  return `-${label}${version === undefined ? '' : `-${version}`}`.toLowerCase();
}

function reachable(name: string, all: Readonly<Record<string, Schema>>): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const visit = (one: string) => {
    if (Object.hasOwn(found, one)) return;
    // some refer to themselves
    found[one] = {};
    found[one] = converted(all[one] ?? {}, true, visit);
  };
  visit(name);
  return found;
}

const NESTED = ['items', 'not', 'additionalProperties'];
const LISTS = ['allOf', 'anyOf', 'oneOf'];

/** @param closes whether it says which fields there are, and does not only narrow values */
function converted(schema: Schema, closes: boolean, refer: (name: string) => void): unknown {
  const result: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === '$ref') {
      refer(String(value).slice('#/definitions/'.length));
      result.$ref = value;
    } else if (keyword === 'properties' && isFields(value)) {
      const fields = Object.entries(value).map(([name, field]) => [name, converted(field as Schema, closes, refer)]);
      result.properties = Object.fromEntries(fields);
    } else if (NESTED.includes(keyword) && isFields(value)) {
      result[keyword] = converted(value as Schema, closes && keyword !== 'not', refer);
    } else if (LISTS.includes(keyword) && Array.isArray(value)) {
      result[keyword] = value.map((one) => converted(one as Schema, false, refer));
    } else if (!keyword.startsWith('x-') && keyword !== 'deprecated' && keyword !== 'nullable') {
      result[keyword] = value;
    }
  }
  if (schema['x-kubernetes-int-or-string'] === true || schema.format === 'int-or-string') {
    delete result.type;
    result.anyOf = [{ type: 'integer' }, { type: 'string' }];
  }
  const open = schema.additionalProperties !== undefined || schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (closes && schema.properties !== undefined && !open) result.additionalProperties = false;
  return result;
}
