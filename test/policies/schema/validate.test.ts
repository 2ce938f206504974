import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { load, loadAll } from 'js-yaml';
import type { KubeObject } from '../../../model/kube.ts';
import { schemaCatalogs } from '../../../pipeline/check/schema-catalogs.ts';
import { validate } from '../../../policies/schema/validate.ts';

const catalogs = schemaCatalogs();

describe.each(['1.34', '1.35', '1.36'])('objects with many fields, on Kubernetes %s', (kubernetes) => {
  const folder = new URL('../../fixtures/schema/', import.meta.url);
  const objects = readdirSync(folder).flatMap(
    (file) => loadAll(readFileSync(new URL(file, folder), 'utf8')) as KubeObject[],
  );

  it.each(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object] as const))(
    '%s is valid',
    (_, object) => {
      expect(problemsOf(object, kubernetes)).toEqual([]);
    },
  );
});

describe('a field that does not exist', () => {
  it('is named with the one that is meant', () => {
    const [problem] = problemsOf(pod({ containers: [{ name: 'a', image: 'a', imagePullPolcy: 'Always' }] }));
    expect(problem).toEqual({
      pointer: '/spec/containers/0/imagePullPolcy',
      message: 'containers[0] has no field imagePullPolcy; did you mean imagePullPolicy',
      remedy: 'Write imagePullPolicy, or remove it: the API server refuses it, or drops it.',
    });
  });

  it('is only inherited from JavaScript', () => {
    expect(pointers(pod({ containers: [{ name: 'a', image: 'a' }], constructor: 'x' }))).toEqual(['/spec/constructor']);
  });

  it('may be new where the cluster is newer than the schemas', () => {
    expect(problemsOf(pod({ containers: [{ name: 'a', image: 'a' }], newest: 1 }), '1.99')).toMatchObject([
      { pointer: '/spec/newest', severity: 'warning' },
    ]);
  });

  it('cannot hide a control character', () => {
    const [problem] = problemsOf(pod({ containers: [{ name: 'a', image: 'a' }], '\u001b[2J': 1 }));
    expect(problem?.message).toContain('"\\u001b[2J"');
  });
});

describe('a value of the wrong type', () => {
  it.each([
    [
      'a number for a text',
      { hostname: 17 },
      '/spec/hostname',
      'hostname must be a text, and is the number 17',
      'Quote it: "17".',
    ],
    [
      'a text for a number',
      { priority: '1' },
      '/spec/priority',
      'priority must be a whole number, and is the text "1"',
      'Write it without quotes: 1.',
    ],
    [
      'a text for a boolean',
      { hostNetwork: 'true' },
      '/spec/hostNetwork',
      'hostNetwork must be true or false, and is the text "true"',
      'Write it without quotes: true.',
    ],
    ['a text for a list', { volumes: 'a' }, '/spec/volumes', 'volumes must be a list, and is the text "a"', undefined],
    [
      'a fraction',
      { priority: 1.5 },
      '/spec/priority',
      'priority must be a whole number, and is the number 1.5',
      undefined,
    ],
    [
      'more than 32 bits',
      { priority: 2 ** 31 },
      '/spec/priority',
      'priority must be a whole number of 32 bits, and is the number 2147483648',
      undefined,
    ],
    [
      'another word',
      { restartPolicy: 'always' },
      '/spec/restartPolicy',
      'restartPolicy must be one of Always, Never, OnFailure, and is the text "always"',
      'Write Always.',
    ],
  ])('is told: %s', (_, fields, pointer, message, remedy) => {
    const expected = { pointer, message, ...(remedy === undefined ? {} : { remedy }) };
    expect(problemsOf(pod({ containers: [{ name: 'a', image: 'a' }], ...fields }))).toEqual([expected]);
  });

  it('is none when it is null: that is no field', () => {
    expect(pointers(pod({ containers: [{ name: 'a', image: 'a' }], hostname: null, volumes: null }))).toEqual([]);
  });
});

describe('a value that may be secret', () => {
  it('is not shown: of a Secret', () => {
    const secret = { data: { a: 's3cret!' }, stringData: { b: 9876, c: true } };
    const found = problemsOf({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, ...secret });
    expect(found.map(({ message }) => message)).toEqual([
      'a must be base64',
      'b must be a text, and is a number',
      'c must be a text, and is a boolean',
    ]);
    expect(JSON.stringify(found)).not.toMatch(/s3cret|9876/);
  });

  it('is not shown: of a variable', () => {
    const found = problemsOf(pod({ containers: [{ name: 'a', image: 'a', env: [{ name: 'PIN', value: 9876 }] }] }));
    expect(found).toEqual([
      { pointer: '/spec/containers/0/env/0/value', message: 'value must be a text, and is a number' },
    ]);
  });
});

describe('a custom resource', () => {
  it.each([
    ['a missing field', 'data: [{ secretKey: a }]', '/spec/data/0', 'data[0] has no remoteRef'],
    [
      'a pattern',
      'data: [{ secretKey: a b, remoteRef: { key: a } }]',
      '/spec/data/0/secretKey',
      'secretKey must match ^[-._a-zA-Z0-9]+$, and is the text "a b"',
    ],
    [
      'an enum',
      'target: { creationPolicy: owner }',
      '/spec/target/creationPolicy',
      'creationPolicy must be one of Owner, Orphan, Merge, None, and is the text "owner"',
    ],
    [
      'a length',
      `data: [{ secretKey: ${'a'.repeat(254)}, remoteRef: { key: a } }]`,
      '/spec/data/0/secretKey',
      `secretKey must have at most 253 characters, and is the text "${'a'.repeat(57)}…"`,
    ],
    ['null in a list', 'data: [null]', '/spec/data/0', 'data[0] must be an object, and is null'],
  ])('is taken to the letter: %s', (_, field, pointer, message) => {
    const object = load(
      `{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: a}, spec: {${field}}}`,
    );
    expect(problemsOf(object as KubeObject)).toEqual([expect.objectContaining({ pointer, message })]);
  });
});

function pod(spec: object): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec };
}

function pointers(object: KubeObject): string[] {
  return problemsOf(object).map(({ pointer }) => pointer);
}

function problemsOf(object: KubeObject, kubernetes = '1.36') {
  const catalog = catalogs(kubernetes);
  const kind = catalog.kind(object.apiVersion, object.kind);
  if (kind === undefined) throw new TypeError(`there is no kind ${object.kind}`);
  return validate(catalog, kind, object);
}
