import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { KubeObject } from '../../../model/kube.ts';
import { emit } from '../../../pipeline/write/emit.ts';
import { json, NASTY, NASTY_KEYS, object } from './nasty.ts';
import { goReader, hasGo, hasPython, pythonReader, type Reader } from './readers.ts';

/** `.ci/run` sets it: there, a reader that is missing is a failure. */
const required = process.env.STELE_REQUIRE_READERS === '1';
const withPython = required || hasPython() ? describe : describe.skip;
const withGo = required || hasGo() ? describe : describe.skip;

/** Every nasty text as a value and a list's item, and where it may be one as a key, at several depths. */
const placed: readonly KubeObject[] = [
  ...NASTY.map((text) => configMap({ list: [text, [text, text]], deep: { a: { b: [{ c: text }] } }, text })),
  ...NASTY_KEYS.map((key) => configMap({ [key]: 'a', deep: { [key]: { [key]: [{ [key]: 'b' }] } } })),
];

function configMap(data: unknown): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data };
}

const generated: readonly KubeObject[] = fc.sample(object, { numRuns: 400, seed: 7 });

describe('What emit writes is read back equal', () => {
  test.each(['1.2', '1.1'] as const)('by yaml, version %s, for every nasty text in every place', (version) => {
    const read = placed.map((item) => parse(emit(item, 'a.ts'), { version, maxAliasCount: 0 }));
    expect(read).toEqual(placed);
  });

  test.each(['1.2', '1.1'] as const)('by yaml, version %s, for any JSON', (version) => {
    fc.assert(
      fc.property(json, (spec) => {
        const item = configMap(spec);
        expect(parse(emit(item, 'a.ts'), { version })).toEqual(item);
      }),
      { numRuns: 300 },
    );
  });

  withPython('by PyYAML', () => {
    readsBack(pythonReader);
  });

  withGo('by Go', () => {
    readsBack(goReader);
  });
});

function readsBack(open: () => Reader): void {
  let reader: Reader;
  beforeAll(() => {
    reader = open();
  }, 300_000);
  afterAll(() => reader?.close());

  test('for every nasty text in every place', () => {
    const read = reader.read(placed.map((item) => emit(item, 'a.ts')));
    expect(read).toEqual(placed.map((value) => ({ value })));
  });

  test('for generated objects', () => {
    const read = reader.read(generated.map((item) => emit(item, 'a.ts')));
    expect(read).toEqual(generated.map((value) => ({ value })));
  });
}
