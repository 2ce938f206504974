import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../model/kube.ts';
import { emit } from '../../../pipeline/write/emit.ts';
import { type Former, formerAt, keptGenerations } from '../../../pipeline/write/former.ts';
import { contentNamed } from './temporary-tree.ts';

const HERE = 'prod/ring-0/shop/_all/shop/ConfigMap.site.yaml';
const THERE = 'prod/ring-1/shop/_all/shop/ConfigMap.site.yaml';
// in the order of the names that their contents give them
const one = contentNamed('site', 'd');
const two = contentNamed('site', 'b');
const three = contentNamed('site', 'a');
const four = contentNamed('site', 'i');

function text(object: KubeObject): string {
  return emit(object, 'stacks/apps/shop.ts');
}

function former(path: string, current: KubeObject | undefined, ...previous: readonly KubeObject[]): Former {
  return { path, current: current && text(current), previous: previous.map(text) };
}

function kept(object: KubeObject, ...formers: readonly Former[]): readonly string[] {
  return keptGenerations({ name: object.metadata.name, text: text(object) }, formers).texts;
}

describe('The generations that stay', () => {
  test('are what each place had, in the order of names, whatever the order of places', () => {
    const [a, b] = [former(HERE, three), former(THERE, two)];
    expect(kept(one, a, b)).toEqual([text(two), text(three)]);
    expect(kept(one, b, a)).toEqual([text(two), text(three)]);
  });

  test('are the same once they are committed', () => {
    expect(kept(one, former(HERE, one, two, three))).toEqual([text(two), text(three)]);
  });

  test('are what was kept where the object has not changed, and what it replaces elsewhere', () => {
    expect(kept(one, former(HERE, one, three), former(THERE, two, four))).toEqual([text(two), text(three)]);
  });

  test('are each kept once, as the first place has it', () => {
    const labelled = { ...two, metadata: { ...two.metadata, labels: { a: 'b' } } };
    expect(kept(one, former(HERE, two), former(THERE, labelled))).toEqual([text(two)]);
  });

  test('are never the object itself', () => {
    expect(kept(one, former(HERE, undefined), former(THERE, two, one), former(THERE, one, one))).toEqual([text(two)]);
  });

  test('are what was kept before where what was replaced has been edited, and the place is told', () => {
    const edited = { path: THERE, current: text(two).replace(/value: .*/, 'value: edited'), previous: [text(three)] };
    expect(keptGenerations({ name: one.metadata.name, text: text(one) }, [edited])).toEqual({
      texts: [text(three)],
      edited: [THERE],
    });
  });
});

describe('A place', () => {
  test('has its generations numbered without a gap', () => {
    const texts = new Map([
      [HERE, 'current'],
      [HERE.replace('.yaml', '.previous.yaml'), 'first'],
      [HERE.replace('.yaml', '.previous-2.yaml'), 'second'],
      [HERE.replace('.yaml', '.previous-4.yaml'), 'fourth'],
    ]);
    expect(formerAt(HERE, (path) => texts.get(path))).toEqual({
      path: HERE,
      current: 'current',
      previous: ['first', 'second'],
    });
  });
});
