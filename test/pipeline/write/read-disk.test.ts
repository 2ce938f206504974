import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readDisk } from '../../../pipeline/write/read-disk.ts';
import { problemsOf, TemporaryTree } from './temporary-tree.ts';

let tree: TemporaryTree;
beforeEach(() => {
  tree = new TemporaryTree();
  tree.put('prod/a/one.yaml', 'one');
  tree.put('prod/a/two.yaml', 'two');
});
afterEach(() => tree.remove());

describe('Reading some files of a tree on disk', () => {
  test('gives those that are there', () => {
    expect(readDisk(tree.root, ['prod/a/one.yaml', 'prod/a/three.yaml', 'prod/b/one.yaml'])).toEqual(
      new Map([['prod/a/one.yaml', 'one']]),
    );
  });

  test('gives nothing where there is no tree yet', () => {
    expect(readDisk(join(tree.parent, 'none'), ['prod/a/one.yaml'])).toEqual(new Map());
  });

  test('does not leave the tree', () => {
    expect(readDisk(join(tree.root, 'prod'), ['a/../../prod/a/one.yaml', '../prod/a/two.yaml'])).toEqual(new Map());
  });

  test('passes over links to files and to folders', () => {
    mkdirSync(join(tree.root, 'prod/b'));
    symlinkSync('../a/one.yaml', join(tree.root, 'prod/b/one.yaml'));
    symlinkSync('a', join(tree.root, 'prod/c'));
    expect(readDisk(tree.root, ['prod/b/one.yaml', 'prod/c/one.yaml'])).toEqual(new Map());
  });

  test('refuses a tree that is a link', () => {
    symlinkSync('manifests', join(tree.parent, 'linked'));
    expect(problemsOf(() => readDisk(join(tree.parent, 'linked'), ['prod/a/one.yaml']))).toEqual([
      'linked: is a symbolic link, which Stele does not follow; remove it',
    ]);
  });
});
