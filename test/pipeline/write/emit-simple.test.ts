import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { load } from 'js-yaml';
import type { KubeObject } from '../../../model/kube.ts';
import { emit, emitAny } from '../../../pipeline/write/emit.ts';
import { header } from '../../../pipeline/write/header.ts';
import { NASTY } from './nasty.ts';

const MANIFESTS = join(import.meta.dirname, '../../../manifests');
const object = (spec: unknown) =>
  ({ apiVersion: 'v1', kind: 'Deployment', metadata: { name: 'x' }, spec }) as KubeObject;
const withoutHeader = (value: KubeObject) => emit(value, 'a.ts').slice(header('a.ts').length);

const lines = fc.array(fc.constantFrom('', ' ', 'a', '  b', 'c: d', '# e', '- f', '---', '...', 'g ', 'h\t'), {
  maxLength: 6,
});
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,4}[-/.][A-Za-z0-9._/-]{0,5}$/);
const scalar = fc.oneof(
  lines.map((parts) => parts.join('\n')),
  name,
  fc.constantFrom(...NASTY),
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'medium' }, scalar, tie('object'), fc.array(tie('value'), { maxLength: 4 })),
  object: fc.dictionary(
    fc.oneof(name, fc.string({ maxLength: 20 }), fc.constantFrom('name', 'image', 'y', '1', '-', 'a: b')),
    tie('value'),
    {
      maxKeys: 5,
    },
  ),
})).object;

describe('the quick way to write an object', () => {
  test('gives the text that js-yaml gives, for every committed manifest', () => {
    const files = readdirSync(MANIFESTS, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.yaml'),
    );
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const value = load(readFileSync(join(MANIFESTS, file), 'utf8')) as KubeObject;
      expect(withoutHeader(value)).toBe(emitAny(value));
    }
  });

  test('gives the text that js-yaml gives, for whatever an object may hold', () => {
    fc.assert(
      fc.property(json, (spec) => {
        const value = object(spec);
        let expected: string;
        try {
          expected = emitAny(value);
        } catch (error) {
          expect(() => emit(value, 'a.ts')).toThrow((error as Error).message);
          return;
        }
        expect(withoutHeader(value)).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    [
      {
        blanks: ['a  \n', 'a\n\n\nb', 'a\n  \nb\n'],
        a: 'a  \n',
        b: 'a\n\n\nb  \nc',
        c: 'a\n  \nb\n',
        d: 'a\n\n',
        e: 'a\n \n',
      },
    ],
    [{ image: 'registry.example.com:5000/a/b:1.0@sha256:0f', colon: 'a-b:', 'a.b:c': 'e.b:c', at: 'a/@b' }],
    [{ empty: {}, list: [], nested: [[1, 2], []], undefinedInside: { a: undefined } }],
    [{ a: [{ b: { c: [] } }, 'x', { d: [{ e: 1 }] }] }],
    [
      {
        '': '',
        ' ': ' ',
        '#': '#',
        '- a': '- a',
        '? a': '? a',
        'a: b': 'a: b',
        '{}': '{}',
        '---': '---',
        '...': '...',
      },
    ],
  ])('gives the text that js-yaml gives, for %j', (spec) => {
    expect(withoutHeader(object(spec))).toBe(emitAny(object(spec)));
  });
});
