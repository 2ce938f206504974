import { describe, expect, test } from '@jest/globals';
import { type ForeignObject, readObjects } from '../../../../pipeline/check/foreign/read-objects.ts';

function objectsOf(text: string): readonly ForeignObject[] {
  const result = readObjects(text, 'web.yaml');
  if ('problem' in result) throw new Error(result.problem);
  return result.objects;
}

function problemOf(text: string): string {
  const result = readObjects(text, 'web.yaml');
  return 'problem' in result ? result.problem : 'read';
}

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\n';

describe('readObjects', () => {
  test('reads every document, and skips empty ones', () => {
    const objects = objectsOf(`# Source: chart/templates/a.yaml\n---\n${SERVICE}---\n---\n# nothing\n---\n${SERVICE}`);
    expect(objects.map(({ object }) => object.kind)).toEqual(['Service', 'Service']);
  });

  test('takes Lists apart', () => {
    const list = 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: a\n';
    expect(objectsOf(list).map(({ object }) => object)).toEqual([
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } },
    ]);
  });

  test('takes two items of a List for two objects, however alike they are written', () => {
    const item = '- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: a\n';
    const [one, other] = objectsOf(`apiVersion: v1\nkind: List\nitems:\n${item}${item}`);
    expect(one?.object).toEqual(other?.object);
    expect(one?.object).not.toBe(other?.object);
  });

  test('reads JSON', () => {
    expect(objectsOf('{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}')).toHaveLength(1);
  });

  test('leaves out what is no object of a cluster', () => {
    expect(objectsOf('name: chart\nversion: 1.0.0\n---\n[1, 2]\n---\ntext\n')).toEqual([]);
    expect(objectsOf('apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {}\n')).toEqual([]);
  });

  test.each([
    ['0440', 288],
    ['0o440', '0o440'],
    ['on', true],
    ['no', false],
    ['22:22', '22:22'],
    ['2026-01-31', '2026-01-31'],
    ['1e3', 1000],
    ['0x1F', 31],
    ['1_000', 1000],
    ['1.5', 1.5],
    ['~', null],
    ['"0440"', '0440'],
  ])('reads %s as Kubernetes does', (written, expected) => {
    const [found] = objectsOf(`${SERVICE}spec:\n  value: ${written}\n`);
    expect(found?.object.spec).toEqual({ value: expected });
  });

  test('merges keys of anchors', () => {
    const [found] = objectsOf(`${SERVICE}base: &base { a: 1 }\nspec:\n  <<: *base\n  b: 2\n`);
    expect(found?.object.spec).toEqual({ a: 1, b: 2 });
  });

  test.each([
    ['a key that stands twice', `${SERVICE}spec:\n  a: 1\n  a: 2\n`, /^line 6: .*; mend the YAML$/],
    ['an open bracket', `${SERVICE}spec: [\n`, /^line \d+: .*; mend the YAML$/],
    [
      'a template',
      'kind: {{ .Values.kind }}\nspec:\n  {{- include "x" . }}\n',
      /^line 3: .*; it looks like a template: .*helm template/,
    ],
    ['a tag that nobody knows', `${SERVICE}spec: !!js/function 'x'\n`, /mend the YAML$/],
  ])('refuses %s, and says where', (_, text, expected) => {
    expect(problemOf(text)).toMatch(expected);
  });

  test('refuses aliases that multiply without end', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let index = 1; index < 30; index++) {
      const [name, former] = [`k${index}`, index === 1 ? 'a' : `k${index - 1}`];
      lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${former}`).join(', ')}]`);
    }
    expect(problemOf(lines.join('\n'))).toMatch(/alias/);
  });

  test('refuses a bomb of few aliases, and an alias of what it stands in', () => {
    const nine = (name: string) => `[${Array.from({ length: 9 }, () => `*${name}`).join(', ')}]`;
    const letters = [...'bcdefghi'].map(
      (letter, index) => `  ${letter}: &${letter} ${nine('abcdefgh'[index] ?? '')}\n`,
    );
    const bomb = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  a: &a [x]\n${letters.join('')}`;
    expect(problemOf(bomb)).toBe('aliases make more than 1000000 values of it; mend the YAML');
    expect(problemOf('kind: Pod\nspec: &spec\n  spec: *spec\n')).toBe(
      'an alias names what it stands in; mend the YAML',
    );
  });

  test('keeps a key that is a name of every object', () => {
    const [found] = objectsOf(`${SERVICE}__proto__: { polluted: true }\n`);
    expect(Object.getPrototypeOf(found?.object)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('The line of a field', () => {
  const TEXT = `# a comment
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: "x"
      securityContext: { privileged: true }
    -
      name: side
---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: other
    annotations:
      a/b: c
`;
  const [pod, listed] = objectsOf(TEXT);

  test.each([
    ['', 2],
    ['/metadata/name', 5],
    ['/spec/containers/0', 8],
    ['/spec/containers/0/image', 9],
    ['/spec/containers/0/securityContext/privileged', 10],
    ['/spec/containers/1/name', 12],
    ['/spec/containers/0/resources/limits', 8],
    ['/nothing', 2],
  ])('of %j is %i', (pointer, line) => {
    expect(pod?.line(pointer)).toBe(line);
  });

  test('counts from the start of the file, and through the List', () => {
    expect(listed?.line('/metadata/annotations/a~1b')).toBe(22);
  });
});
