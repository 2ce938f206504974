import { describe, expect, test } from '@jest/globals';
import { parseObject } from '../../pipeline/parse-object.ts';

describe('A file that anybody may have edited', () => {
  test('is read when it is one object', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels:\n    a: b\ndata:\n  c: d\n';
    expect(parseObject(text)).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', labels: { a: 'b' } },
      data: { c: 'd' },
    });
  });

  test.each([
    ['empty', ''],
    ['a text', 'just a text\n'],
    ['a list', '- a\n'],
    ['no YAML', ': [ no\n'],
    [
      'two documents',
      'apiVersion: v1\nkind: A\nmetadata: { name: a }\n---\napiVersion: v1\nkind: A\nmetadata: { name: b }\n',
    ],
    ['without metadata', 'apiVersion: v1\nkind: A\n'],
    ['without a name', 'apiVersion: v1\nkind: A\nmetadata: {}\n'],
    ['named by a number', 'apiVersion: v1\nkind: A\nmetadata: { name: 5 }\n'],
    ['annotated with a number', 'apiVersion: v1\nkind: A\nmetadata: { name: a, annotations: { b: 5 } }\n'],
    ['labelled with a list', 'apiVersion: v1\nkind: A\nmetadata: { name: a, labels: [] }\n'],
    ['full of conflict markers', '<<<<<<< ours\napiVersion: v1\n=======\napiVersion: v2\n>>>>>>> theirs\n'],
  ])('is no object when it is %s', (_what, text) => {
    expect(parseObject(text)).toBeUndefined();
  });
});
