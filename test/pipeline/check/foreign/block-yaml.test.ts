import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dump, loadAll } from 'js-yaml';
import { BlockYaml } from '../../../../pipeline/check/foreign/block-yaml.ts';
import { Positions } from '../../../../pipeline/check/foreign/positions.ts';
import { pointer } from '../../../../policies/read.ts';

const { schema } = new BlockYaml();
const MANY = { numRuns: 2000 };

/** What the parser of all of YAML reads; undefined when it refuses the text. */
function documentsOf(text: string): unknown[] | undefined {
  try {
    return loadAll(text, { schema });
  } catch {
    return undefined;
  }
}

function pointersOf(value: unknown, base: readonly string[] = []): string[] {
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [pointer(...base), ...children.flatMap(([key, child]) => pointersOf(child, [...base, key]))];
}

/** Reads a text with and without what was read before, and expects the parser's documents and lines. */
function expectAgreement(text: string, blocks: BlockYaml): void {
  const found = blocks.read(text);
  if (found === undefined) return;
  const expected = documentsOf(text);
  expect({ text, documents: found.documents }).toEqual({ text, documents: expected });
  expect(new BlockYaml().read(text)?.documents).toEqual(expected);
  const positions = new Positions(text);
  for (const [index, document] of found.documents.entries()) {
    for (const place of [...pointersOf(document), '/no/such/field']) {
      const what = { text, index, place };
      expect({ ...what, line: found.line(index, place) }).toEqual({ ...what, line: positions.line(index, place) });
    }
  }
}

const WORDS = ['web', 'a b', 'true', 'no', 'y', 'null', '~', '0440', '10', '-1', '1_0', '0x1F', '1e3', '.5', '1.36'];
const SIGNS = ['22:22', 'a:b', 'a: b', 'a:', '#', 'a #b', 'a#b', '-', '-x', '--x', '- x', '?', '? x', '!', '!!str 1'];
const MARKS = ['&a x', '*a', '[]', '{}', '[a]', '{ a: 1 }', '%', '@', '`', '|', '|-', '|+', '>', '|2', ', ', '=', '<<'];
const QUOTES = ['""', '"a"', '"a: #b"', '"a\\n"', '"a"b', '" "', "''", "'a'", "'a''b'", "'a' ", '"', "'", '"a" # b'];
const REST = [
  '',
  ' ',
  '  ',
  '\t',
  'a\t',
  '\u00e9',
  '\u2028',
  '\ufeff',
  '\u0085',
  '\ud83d\ude00',
  '---',
  '...',
  '2026-01-31',
];
const VALUES = [...WORDS, ...SIGNS, ...MARKS, ...QUOTES, ...REST];
const KEYS = ['a', 'y', 'null', '__proto__', 'constructor', '1', '"a"', 'a b', '<<'];

function mostly<T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 20, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

const someValue = fc.constantFrom(...VALUES);
const someKey = mostly(fc.stringMatching(/^[a-z]{2}$/), fc.constantFrom(...KEYS));
/** A line as a text may have it: most of them are ones that machines write. */
const line = fc
  .tuple(
    mostly(fc.constantFrom(0, 0, 0, 2, 2), fc.nat(5)),
    mostly(fc.constantFrom('', '', '', '- '), fc.constantFrom('-  ', '- - ', '-')),
    fc.option(someKey, { freq: 20 }),
    mostly(fc.constant(': '), fc.constantFrom(':', ':  ', ' : ')),
    mostly(fc.constantFrom('', '', '1', 'web', 'a b', '|-'), someValue),
  )
  .map(([indent, dash, key, colon, value]) => {
    const separator = value === '' ? colon.trimEnd() : colon;
    return ' '.repeat(indent) + dash + (key === null ? '' : key + separator) + value;
  });
const other = fc.constantFrom(
  '',
  '',
  '---',
  '# x',
  '# x',
  '  # x',
  '...',
  '--- a',
  ' ',
  '  text',
  '    text',
  '\t',
  '%YAML 1.1',
);
const lines = fc
  .tuple(
    fc.array(mostly(line, other), { minLength: 1, maxLength: 5 }),
    mostly(fc.constant('\n'), fc.constantFrom('\r\n', '')),
  )
  .map(([all, end]) => all.join('\n') + end);

const plainKey = mostly(
  fc.constantFrom('name', 'spec', 'app.kubernetes.io/name', 'x-y', 'a_b'),
  fc.constantFrom('on', 'a b', '8080'),
);
const plainScalar = fc.oneof(fc.constantFrom('web', 'a b', '10%', 'y', '0440'), fc.integer(), fc.boolean());
const scalar = mostly<unknown>(plainScalar, fc.oneof(fc.string(), someValue, fc.constant(null), fc.double()));
const multiline = fc.array(fc.constantFrom('', 'a', '  b', 'c: d', '# e', '- f', '---'), { maxLength: 5 });
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    mostly<unknown>(
      scalar,
      multiline.map((all) => `${all.join('\n')}\n`),
    ),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(plainKey, tie('tree'), { maxKeys: 4 }),
  ),
}));
const document = fc.dictionary(plainKey, tree, { minKeys: 1, maxKeys: 5 });

/** The text with one place of it changed. */
function mutated(text: string, at: number, kind: number, value: string): string {
  const all = text.split('\n');
  const index = at % all.length;
  const old = all[index] ?? '';
  const replaced = [
    old + value,
    ` ${old}`,
    old.slice(1),
    old.replace(/: .*/, `: ${value}`),
    `${old}\n${all[(at * 7) % all.length]}`,
    value,
    `${old} # x`,
    old.replace('- ', ''),
  ][kind % 8];
  return all.with(index, replaced ?? '').join('\n');
}

const MANIFEST = `# Rendered
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app.kubernetes.io/name: web
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: web
          args:
            - --port=8080
            - -v
          command: []
          ports:
          - containerPort: 8080
            name: http
          - containerPort: 9090
          securityContext:
            capabilities:
              drop:
                - ALL
          empty:
      volumes:
        - emptyDir: {}
data:
  a.conf: |
    first: 1

      second
  b.conf: |-
    text
---
kind: Service
`;

describe('BlockYaml', () => {
  test('reads what machines write', () => {
    expect(new BlockYaml().read(MANIFEST)?.documents).toEqual(documentsOf(MANIFEST));
  });

  test('says the lines of its fields', () => {
    expectAgreement(MANIFEST, new BlockYaml());
    expect(new BlockYaml().read(MANIFEST)?.line(0, '/spec/template/spec/containers/0/ports/1/containerPort')).toBe(21);
  });

  test.each([
    ['an anchor', 'a: &x 1\n'],
    ['an alias', 'a: *x\n'],
    ['a tag', 'a: !!str 1\n'],
    ['a flow collection', 'a: [1]\n'],
    ['an escape', 'a: "\\n"\n'],
    ['a quote in quotes', "a: 'b''c'\n"],
    ['a comment behind a value', 'a: 1 # one\n'],
    ['a text of two lines', 'a: one\n  two\n'],
    ['a folded text', 'a: >\n  one\n'],
    ['a text with its indentation', 'a: |2\n  one\n'],
    ['a text that keeps its end', 'a: |+\n  one\n'],
    ['a key twice', 'a: 1\na: 2\n'],
    ['a key that is no text', 'on: 1\n'],
    ['a key of prototypes', '__proto__: 1\n'],
    ['a tab', 'a:\tb\n'],
    ['a carriage return', 'a: 1\r\n'],
    ['a directive', '%YAML 1.1\n---\na: 1\n'],
    ['the end of a document', 'a: 1\n...\n'],
    ['an empty document', 'a: 1\n---\n---\nb: 1\n'],
    ['JSON', '{"a": 1}\n'],
    ['uneven indentation', 'a:\n    b: 1\n  c: 2\n'],
    ['nothing', '# nothing\n'],
  ])('leaves %s to the parser', (_, text) => {
    expect(new BlockYaml().read(text)).toBeUndefined();
  });

  test('makes blocks that are written the same one value, and objects never', () => {
    const blocks = new BlockYaml();
    const [one, other] = [1, 2].map(() => blocks.read('spec:\n  a: 1\n')?.documents[0]);
    expect(one).not.toBe(other);
    expect((one as { spec: unknown }).spec).toBe((other as { spec: unknown }).spec);
  });

  test('reads any lines as the parser does, or not at all', () => {
    const blocks = new BlockYaml();
    fc.assert(
      fc.property(lines, (text) => expectAgreement(text, blocks)),
      MANY,
    );
  });

  test('reads what is emitted as the parser does, or not at all', () => {
    const blocks = new BlockYaml();
    fc.assert(
      fc.property(document, fc.boolean(), (value, seqNoIndent) =>
        expectAgreement(dump(value, { seqNoIndent }), blocks),
      ),
      MANY,
    );
  });

  test('reads manifests with a mistake as the parser does, or not at all', () => {
    const blocks = new BlockYaml();
    const change = fc.tuple(fc.nat(100), fc.nat(7), fc.constantFrom(...VALUES));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        expectAgreement(
          changes.reduce((text, [at, kind, value]) => mutated(text, at, kind, value), MANIFEST),
          blocks,
        );
      }),
      MANY,
    );
  });
});
