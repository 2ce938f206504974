import { expect, it } from '@jest/globals';
import type { KubeObject } from '../../../model/kube.ts';
import { schemaCatalogs } from '../../../pipeline/check/schema-catalogs.ts';
import { validate } from '../../../policies/schema/validate.ts';

const catalog = schemaCatalogs()('1.36');

it('adds the kinds of definitions, and leaves the catalog as it was', () => {
  const extended = catalog.with([definition('example.com', 'Widget', { type: 'object' })]);
  expect(extended.kind('example.com/v1', 'Widget')).toMatchObject({
    custom: true,
    namespaced: true,
    plural: 'widgets',
  });
  expect(catalog.kind('example.com/v1', 'Widget')).toBeUndefined();
  expect(extended.kind('apps/v1', 'Deployment')).toBeDefined();
});

it("takes the cluster's own definition before the one that comes with Stele, and keeps the group's others", () => {
  const extended = catalog.with([
    definition('argoproj.io', 'Application', { type: 'object', properties: { own: {} } }),
  ]);
  const kind = extended.kind('argoproj.io/v1', 'Application');
  expect(kind && Object.keys(extended.schemaOf(kind).properties ?? {})).toContain('own');
  expect(extended.kind('argoproj.io/v1alpha1', 'AppProject')).toBeDefined();
});

it('knows what every object has, and what the definition says of it', () => {
  const schema = { type: 'object', properties: { metadata: { properties: { name: { maxLength: 3 } } } } };
  expect(pointers(schema, { spec: 1 })).toEqual(['/spec']);
  expect(pointers(schema, {}, 'long')).toEqual(['/metadata/name']);
});

it('reads a definition that is no schema as one that says nothing', () => {
  const schema = {
    type: 'object',
    properties: { a: 5, b: { type: 'text', required: 'a', enum: 1, items: [], pattern: '(a+)+$' } },
  };
  expect(pointers(schema, { a: 1, b: { c: `${'a'.repeat(40)}!` } })).toEqual([]);
});

it('is not misled by names that JavaScript has of its own', () => {
  const extended = catalog.with([definition('__proto__', '__proto__', { type: 'object' })]);
  expect(extended.kind('__proto__/v1', 'constructor')).toBeUndefined();
  expect(extended.kind('example.com/v1', '__proto__')).toBeUndefined();
});

function pointers(schema: object, fields: object, name = 'a'): string[] {
  const extended = catalog.with([definition('example.com', 'Widget', schema)]);
  const kind = extended.kind('example.com/v1', 'Widget');
  if (kind === undefined) throw new TypeError('there is no Widget');
  const object: KubeObject = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name }, ...fields };
  return validate(extended, kind, object).map(({ pointer }) => pointer);
}

function definition(group: string, kind: string, openAPIV3Schema: object): KubeObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural: 'widgets' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}
