import { groupOf, type KubeObject } from '../../model/kube.ts';
import { at, type Fields, fieldsAt, isFields, listAt, textAt } from '../read.ts';
import { FORM, type KindEntry, type Schema, type SchemaFile } from './form.ts';
import type { SchemaSource } from './source.ts';

const OBJECT_META = '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** Whether an object defines a kind. */
export function isDefinition(object: KubeObject): boolean {
  return object.kind === 'CustomResourceDefinition' && groupOf(object) === 'apiextensions.k8s.io';
}

/**
 * A source that knows the kinds which definitions among the checked objects add: they count before those of the same
 * name that come with Stele. Patterns are left out, for nobody has vouched for what they cost to match.
 */
export function withDefinitions(source: SchemaSource, definitions: readonly KubeObject[]): SchemaSource {
  const added = filesOf(definitions);
  return {
    ...source,
    groups: [...new Set([...source.groups, ...added.keys()])],
    customResources(group) {
      const own = added.get(group);
      if (own === undefined) return source.customResources(group);
      if (!source.groups.includes(group)) return own;
      const file = source.customResources(group);
      return {
        ...file,
        kinds: merged(file.kinds, own.kinds),
        definitions: { ...file.definitions, ...own.definitions },
      };
    },
  };
}

type Kinds = SchemaFile['kinds'];

function filesOf(definitions: readonly KubeObject[]): ReadonlyMap<string, SchemaFile> {
  const files = new Map<string, SchemaFile>();
  for (const definition of definitions) {
    const spec = fieldsAt(definition, 'spec');
    const [group, kind] = [textAt(spec, 'group'), textAt(spec, 'names', 'kind')];
    if (group === undefined || kind === undefined) continue;
    const before = files.get(group);
    const kinds = Object.create(null) as Record<string, Record<string, KindEntry>>;
    const schemas: Record<string, Schema> = {};
    for (const version of listAt(spec, 'versions')) {
      const schema = at(version, 'schema', 'openAPIV3Schema');
      const name = textAt(version, 'name');
      if (name === undefined || !isFields(schema)) continue;
      // no definition of a file has such a name
      const id = `cluster:${group}/${name}/${kind}`;
      kinds[`${group}/${name}`] = { [kind]: entry(id, spec, version) };
      schemas[id] = root(schemaOf(schema));
    }
    files.set(group, {
      comment: '',
      form: FORM,
      provenance: [],
      kinds: merged(before?.kinds ?? {}, kinds),
      definitions: { ...before?.definitions, ...schemas },
    });
  }
  return files;
}

function entry(definition: string, spec: Fields, version: unknown): KindEntry {
  const warning = textAt(version, 'deprecationWarning') ?? `${textAt(version, 'name')} is deprecated`;
  return {
    definition,
    plural: textAt(spec, 'names', 'plural') ?? '',
    namespaced: at(spec, 'scope') === 'Namespaced',
    ...(at(version, 'served') === false ? { served: 'never' as const } : {}),
    ...(at(version, 'deprecated') === true ? { deprecated: warning } : {}),
  };
}

/** What each object has, whatever its definition says of it. */
function root(schema: Schema): Schema {
  const { type: _, ...metadata } = schema.properties?.metadata ?? {};
  return {
    ...schema,
    properties: {
      ...schema.properties,
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { ...metadata, $ref: OBJECT_META },
    },
  };
}

const TYPES: readonly unknown[] = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const FLAGS = [
  ...['exclusiveMaximum', 'exclusiveMinimum', 'nullable', 'uniqueItems', 'x-kubernetes-embedded-resource'],
  ...['x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields'],
];
const NUMBERS = [
  ...['maxItems', 'maxLength', 'maxProperties', 'maximum', 'minItems', 'minLength', 'minProperties', 'minimum'],
  'multipleOf',
];

/** A schema as anybody may have written it: what is of the wrong type says nothing. */
function schemaOf(written: Fields): Schema {
  const schema: Record<string, unknown> = {};
  const keep = (keyword: string, accepts: (value: unknown) => boolean) => {
    const value = at(written, keyword);
    if (value !== undefined && accepts(value)) schema[keyword] = value;
  };
  keep('type', (value) => TYPES.includes(value));
  keep('format', (value) => typeof value === 'string');
  keep('x-kubernetes-list-type', (value) => typeof value === 'string');
  keep('enum', Array.isArray);
  keep('default', () => true);
  for (const keyword of FLAGS) keep(keyword, (value) => typeof value === 'boolean');
  for (const keyword of NUMBERS) keep(keyword, (value) => typeof value === 'number');
  for (const keyword of ['required', 'x-kubernetes-list-map-keys']) keep(keyword, isTexts);
  for (const keyword of ['items', 'not', 'additionalProperties']) {
    const value = at(written, keyword);
    if (isFields(value)) schema[keyword] = schemaOf(value);
    else if (keyword === 'additionalProperties' && typeof value === 'boolean') schema[keyword] = value;
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const list = listAt(written, keyword);
    if (list.length > 0) schema[keyword] = list.map((one) => (isFields(one) ? schemaOf(one) : {}));
  }
  const properties = at(written, 'properties');
  if (isFields(properties)) {
    schema.properties = Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, isFields(value) ? schemaOf(value) : {}]),
    );
  }
  // every keyword has the type that the form says
  return schema as Schema;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function merged(a: Kinds, b: Kinds): Kinds {
  const kinds = Object.create(null) as Record<string, Readonly<Record<string, KindEntry>>>;
  for (const [apiVersion, entries] of [...Object.entries(a), ...Object.entries(b)]) {
    kinds[apiVersion] = { ...kinds[apiVersion], ...entries };
  }
  return kinds;
}
