import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KubeObject } from '../../../model/kube.ts';
import { emit } from '../../../pipeline/write/emit.ts';
import { headerSource } from '../../../pipeline/write/header.ts';
import { object as anyObject, text as anyText } from './nasty.ts';
import { problemsOf } from './temporary-tree.ts';

function spec(value: unknown): KubeObject {
  return { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a', namespace: 'b' }, spec: value };
}

function lines(value: unknown): string[] {
  return emit(spec(value), 'a.ts').split('\n').slice(7, -1);
}

describe('emit', () => {
  test('begins with the line that makes a file Stele’s, and orders keys as people write them', () => {
    const deployment: KubeObject = {
      spec: {
        template: {
          spec: {
            volumes: [{ emptyDir: { sizeLimit: '1Mi' }, name: 'data' }],
            containers: [
              {
                volumeMounts: [{ mountPath: '/data', name: 'data' }],
                resources: { limits: { memory: '64Mi' }, requests: { memory: '64Mi', cpu: '100m' } },
                ports: [{ containerPort: 9898, name: 'http' }],
                livenessProbe: { failureThreshold: 3, httpGet: { port: 'http', path: '/healthz' } },
                env: [{ value: 'no', name: 'DEBUG' }],
                image: 'registry.example.com/app:1',
                name: 'app',
              },
            ],
          },
          metadata: { labels: { b: '1', a: '2' } },
        },
        selector: { matchLabels: { b: '1', a: '2' } },
        replicas: 2,
      },
      metadata: { annotations: { z: 'z', a: 'a' }, labels: { b: '1', a: '2' }, namespace: 'shop', name: 'app' },
      kind: 'Deployment',
      apiVersion: 'apps/v1',
    };
    expect(emit(deployment, 'stacks/apps/app.ts')).toBe(`\
# Rendered by Stele from stacks/apps/app.ts. Do not edit.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app
  namespace: shop
  labels:
    a: '2'
    b: '1'
  annotations:
    a: a
    z: z
spec:
  replicas: 2
  selector:
    matchLabels:
      a: '2'
      b: '1'
  template:
    metadata:
      labels:
        a: '2'
        b: '1'
    spec:
      containers:
        - name: app
          image: registry.example.com/app:1
          ports:
            - name: http
              containerPort: 9898
          env:
            - name: DEBUG
              value: 'no'
          resources:
            requests:
              cpu: 100m
              memory: 64Mi
            limits:
              memory: 64Mi
          livenessProbe:
            httpGet:
              path: /healthz
              port: http
            failureThreshold: 3
          volumeMounts:
            - name: data
              mountPath: /data
      volumes:
        - name: data
          emptyDir:
            sizeLimit: 1Mi
`);
  });

  test('does not depend on the order of insertion', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, reversed(item)]),
      );
    };
    fc.assert(
      fc.property(anyObject, (item) => {
        expect(emit(reversed(item) as KubeObject, 'a.ts')).toBe(emit(item, 'a.ts'));
      }),
    );
  });

  test('sorts data by code unit, names that look like numbers and __proto__ included', () => {
    const data = Object.fromEntries(['b', 'B', '10', '9', '__proto__', 'a'].map((key) => [key, 'x']));
    const text = emit({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data }, 'a.ts');
    expect(text.split('\n').slice(6, -1)).toEqual([
      "  '10': x",
      "  '9': x",
      '  B: x',
      '  __proto__: x',
      '  a: x',
      '  b: x',
    ]);
  });

  test('keeps text with tabs a block', () => {
    expect(emit(spec('all:\n\tgo build\n'), 'a.ts')).toContain('spec: |\n  all:\n  \tgo build\n');
  });

  test('escapes characters that reorder what a reviewer sees', () => {
    const text = emit(spec({ '\u202ekey': 'admin\u202e \u2066// user\n\u2069' }), 'a.ts');
    expect(text).toContain('"\\u202Ekey": "admin\\u202E \\u2066// user\\n\\u2069"');
  });

  test('leaves members out that are undefined, and keeps null and what is empty', () => {
    expect(lines({ a: undefined, b: null, c: {}, d: [], e: '' })).toEqual([
      '  b: null',
      '  c: {}',
      '  d: []',
      "  e: ''",
    ]);
  });

  test('writes a list and an object twice when they stand in two places', () => {
    const shared = { x: 1 };
    expect(lines({ a: shared, b: shared })).toEqual(['  a:', '    x: 1', '  b:', '    x: 1']);
  });

  test.each([
    ['half of a surrogate pair', { 'a/b': ['x', '\ud800'] }, '/spec/a~1b/1 holds half of a surrogate pair'],
    ['half of a surrogate pair in a key', { 'x\udc00': 1 }, '/spec/x\ufffd has a key that holds half'],
    ['NaN', { a: Number.NaN }, '/spec/a is NaN, which JSON does not have'],
    ['infinity', [Number.POSITIVE_INFINITY], '/spec/0 is Infinity, which JSON does not have'],
    ['minus zero', { a: -0 }, '/spec/a is -0'],
    ['a date', { a: new Date(0) }, '/spec/a is a Date; give plain data'],
    ['a map', { a: new Map() }, '/spec/a is a Map; give plain data'],
    ['a function', { a: () => 1 }, '/spec/a is a function; give plain data'],
    ['a big integer', { a: 1n }, '/spec/a is a bigint; give plain data'],
    ['a symbol', { a: Symbol('a') }, '/spec/a is a symbol; give plain data'],
    ['undefined in a list', [undefined], '/spec/0 is undefined'],
    ['a hole in a list', new Array(1), '/spec/0 is undefined'],
    ['a very long key', { ['k'.repeat(501)]: 1 }, '/spec has a key of 501 characters'],
  ])('refuses %s, with its place', (_title, value, message) => {
    expect(problemsOf(() => emit(spec(value), 'a.ts'))).toEqual([expect.stringContaining(`Thing b/a: ${message}`)]);
  });

  test('refuses an object that holds itself', () => {
    const loop: Record<string, unknown> = {};
    loop.loop = loop;
    expect(problemsOf(() => emit(spec(loop), 'a.ts'))).toEqual([expect.stringContaining('holds itself')]);
  });

  test('collects everything that is wrong with an object', () => {
    expect(problemsOf(() => emit(spec({ a: Number.NaN, b: [() => 1] }), 'a.ts'))).toHaveLength(2);
  });
});

describe('The first line', () => {
  test('gives the source back, whatever it is called', () => {
    fc.assert(
      fc.property(
        anyText.filter((source) => source !== '' && source.isWellFormed()),
        (source) => {
          const text = emit(spec('x'), source);
          expect(headerSource(text)).toBe(source);
          expect(text.split('\n')[1]).toBe('apiVersion: v1');
        },
      ),
    );
  });

  test.each([
    '',
    'kind: ConfigMap\n',
    '# Rendered by Stele from a.ts.\n',
    '\n# Rendered by Stele from a.ts. Do not edit.\n',
  ])('is not in %j', (text) => {
    expect(headerSource(text)).toBeUndefined();
  });

  test('is found in a checkout with Windows line endings', () => {
    expect(headerSource('# Rendered by Stele from a.ts. Do not edit.\r\na: 1\r\n')).toBe('a.ts');
  });
});
