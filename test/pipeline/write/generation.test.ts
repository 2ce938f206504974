import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../model/kube.ts';
import { emit } from '../../../pipeline/write/emit.ts';
import { compareTree, writeTree } from '../../../pipeline/write/tree.ts';
import { configMap, contentNamed, rendered, TemporaryTree } from './temporary-tree.ts';

let tree: TemporaryTree;
beforeEach(() => {
  tree = new TemporaryTree();
});
afterEach(() => tree.remove());

const FOLDER = 'prod/ring-0/shop/_all/shop';
const CURRENT = `${FOLDER}/ConfigMap.site.yaml`;
const PREVIOUS = `${FOLDER}/ConfigMap.site.previous.yaml`;
const [one, two, three] = [contentNamed('site', '1'), contentNamed('site', '2'), contentNamed('site', '3')];

function write(...objects: readonly KubeObject[]) {
  return writeTree({ root: tree.root, files: rendered(...objects) });
}

function text(object: KubeObject): string {
  return emit(object, 'stacks/apps/shop.ts');
}

describe('The previous generation of a content-named object', () => {
  test('does not exist at first', () => {
    write(one);
    expect(tree.texts()).toEqual({ [CURRENT]: text(one) });
  });

  test('is kept beside the file of the stem', () => {
    write(one);
    expect(write(two)).toMatchObject({ written: [PREVIOUS, CURRENT], removed: [] });
    expect(tree.texts()).toEqual({ [CURRENT]: text(two), [PREVIOUS]: text(one) });
  });

  test('stays until the next change, run after run', () => {
    write(one);
    write(two);
    expect(write(two)).toMatchObject({ written: [], removed: [] });
    expect(compareTree({ root: tree.root, files: rendered(two) }).differs).toEqual([]);
  });

  test('goes with the next change', () => {
    write(one);
    write(two);
    write(three);
    expect(tree.texts()).toEqual({ [CURRENT]: text(three), [PREVIOUS]: text(two) });
  });

  test('changes places with the current one when the change is undone', () => {
    write(one);
    write(two);
    write(one);
    expect(tree.texts()).toEqual({ [CURRENT]: text(one), [PREVIOUS]: text(two) });
    expect(write(one)).toMatchObject({ written: [], removed: [] });
  });

  test('stays when only the metadata changes', () => {
    write(one);
    write(two);
    const labelled = { ...two, metadata: { ...two.metadata, labels: { a: 'b' } } };
    expect(write(labelled)).toMatchObject({ written: [CURRENT], removed: [] });
    expect(tree.read(PREVIOUS)).toBe(text(one));
  });

  test('goes with the stem', () => {
    write(one);
    write(two);
    expect(write(configMap('other'))).toMatchObject({ removed: [PREVIOUS, CURRENT] });
  });

  test('goes when the object is no longer content-named', () => {
    write(one);
    write(two);
    expect(write(configMap('site'))).toMatchObject({ written: [CURRENT], removed: [PREVIOUS] });
  });

  test('is not made of what was edited by hand, and the user is told', () => {
    write(one);
    tree.put(CURRENT, tree.read(CURRENT).replace("'1'", "'edited'"));
    expect(write(two)).toMatchObject({
      written: [CURRENT],
      notices: [{ subject: `manifests/${CURRENT}`, message: expect.stringContaining('was edited by hand') }],
    });
    expect(tree.list()).toEqual([CURRENT]);
  });

  test('survives a hand edit of the current one', () => {
    write(one);
    write(two);
    tree.put(CURRENT, tree.read(CURRENT).replace("'2'", "'edited'"));
    write(three);
    expect(tree.texts()).toEqual({ [CURRENT]: text(three), [PREVIOUS]: text(one) });
  });

  test('is removed when its own content was edited', () => {
    write(one);
    write(two);
    tree.put(PREVIOUS, tree.read(PREVIOUS).replace("'1'", "'edited'"));
    const differs = compareTree({ root: tree.root, files: rendered(two) }).differs;
    expect(differs).toEqual([{ path: PREVIOUS, why: 'is no longer rendered' }]);
    expect(write(two)).toMatchObject({ removed: [PREVIOUS] });
  });

  test('is put right when only its format was edited', () => {
    write(one);
    write(two);
    tree.put(PREVIOUS, `${tree.read(PREVIOUS)}# mine\n`);
    expect(compareTree({ root: tree.root, files: rendered(two) }).differs).toEqual([
      { path: PREVIOUS, why: 'differs' },
    ]);
    write(two);
    expect(tree.read(PREVIOUS)).toBe(text(one));
  });

  test.each([
    ['the current object', two],
    ['an object of another stem', contentNamed('other', '1')],
    ['an object of another namespace', { ...one, metadata: { ...one.metadata, namespace: 'elsewhere' } }],
    ['an object of another kind', { ...one, kind: 'Secret' }],
    ['an object without a hash', configMap('site')],
  ])('is never %s', (_title, object) => {
    write(one);
    write(two);
    tree.put(PREVIOUS, text(object));
    expect(write(two)).toMatchObject({ removed: [PREVIOUS] });
  });

  test('is not touched, and is an error, when it is not Stele’s', () => {
    write(two);
    tree.put(PREVIOUS, 'kind: ConfigMap\n');
    expect(() => write(two)).toThrow(`manifests/${PREVIOUS}: does not begin with the line`);
  });

  test('survives a run that was killed between the two files', () => {
    write(one);
    tree.put(PREVIOUS, text(one));
    write(two);
    expect(tree.texts()).toEqual({ [CURRENT]: text(two), [PREVIOUS]: text(one) });
  });

  test('is not kept of a Job, which nothing refers to', () => {
    const job = (object: KubeObject) => ({ ...object, apiVersion: 'batch/v1', kind: 'Job' });
    write(job(one));
    write(job(two));
    expect(tree.list()).toEqual([`${FOLDER}/Job.site.yaml`]);
  });

  test('is not mistaken for an object of that name', () => {
    write(one);
    write(two, configMap('site.previous'));
    expect(tree.list()).toEqual([`${FOLDER}/ConfigMap.site%2Eprevious.yaml`, PREVIOUS, CURRENT]);
  });

  test('is outside of the part that is written when the stem is', () => {
    write(one);
    write(two);
    writeTree({ root: tree.root, files: [], within: ['prod/ring-0/other'] });
    expect(tree.list()).toEqual([PREVIOUS, CURRENT]);
  });

  test('is what was committed, whatever was written in between', () => {
    const committed = new Map([[CURRENT, text(one)]]);
    for (const object of [one, two, three]) writeTree({ root: tree.root, files: rendered(object), committed });
    expect(tree.texts()).toEqual({ [CURRENT]: text(three), [PREVIOUS]: text(one) });
  });

  test('goes when an edit is taken back before it was committed', () => {
    const committed = new Map([[CURRENT, text(one)]]);
    for (const object of [one, two, one]) writeTree({ root: tree.root, files: rendered(object), committed });
    expect(tree.texts()).toEqual({ [CURRENT]: text(one) });
  });
});
