import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { emit } from '../../../pipeline/write/emit.ts';
import { compareTree, writeTree } from '../../../pipeline/write/tree.ts';
import type { TreeFile } from '../../../pipeline/write/tree-file.ts';
import { configMap, problemsOf, rendered, renderedIn, TemporaryTree } from './temporary-tree.ts';

let tree: TemporaryTree;
beforeEach(() => {
  tree = new TemporaryTree();
});
afterEach(() => tree.remove());

const A = 'prod/ring-0/shop/_all/shop/ConfigMap.a.yaml';
const B = 'prod/ring-0/shop/_all/shop/ConfigMap.b.yaml';

function write(files: Iterable<TreeFile>, rest: { within?: string[]; blocked?: string[] } = {}) {
  return writeTree({ root: tree.root, files, ...rest });
}

describe('writeTree', () => {
  test('writes what is missing, and the folders it needs', () => {
    expect(write(rendered(configMap('a'), configMap('b')))).toEqual({
      written: [A, B],
      removed: [],
      unchanged: 0,
      notices: [],
    });
    expect(tree.texts()).toEqual({
      [A]: emit(configMap('a'), 'stacks/apps/shop.ts'),
      [B]: emit(configMap('b'), 'stacks/apps/shop.ts'),
    });
  });

  test('writes nothing the second time', () => {
    write(rendered(configMap('a')));
    const before = statSync(join(tree.root, A), { bigint: true });
    expect(write(rendered(configMap('a')))).toEqual({ written: [], removed: [], unchanged: 1, notices: [] });
    const after = statSync(join(tree.root, A), { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });

  test('replaces only the file that changed', () => {
    write(rendered(configMap('a'), configMap('b')));
    expect(write(rendered(configMap('a', { x: '1' }), configMap('b')))).toMatchObject({ written: [A], unchanged: 1 });
  });

  test('undoes what was edited by hand', () => {
    write(rendered(configMap('a')));
    tree.put(A, `${tree.read(A)}# mine\n`);
    expect(write(rendered(configMap('a')))).toMatchObject({ written: [A] });
    expect(tree.read(A)).toBe(emit(configMap('a'), 'stacks/apps/shop.ts'));
  });

  test('removes what is no longer rendered, and the folders that it leaves empty', () => {
    write([...rendered(configMap('a')), ...renderedIn('dev/ring-0/shop/_all', configMap('a'))]);
    expect(write(rendered(configMap('a')))).toMatchObject({ removed: ['dev/ring-0/shop/_all/shop/ConfigMap.a.yaml'] });
    expect(tree.list()).toEqual([A]);
  });

  test('removes empty folders that a killed run or a merge left', () => {
    write(rendered(configMap('a')));
    mkdirSync(join(tree.root, 'prod/ring-7/shop'), { recursive: true });
    write(rendered(configMap('a')));
    expect(tree.list()).toEqual([A]);
  });

  test('removes everything when nothing is rendered any more, and keeps the root', () => {
    write(rendered(configMap('a')));
    expect(write([])).toMatchObject({ removed: [A] });
    expect(tree.list()).toEqual([]);
  });

  test('replaces a file that changes only in case', () => {
    write(renderedIn('prod/ring-0/shop/EU', configMap('a')));
    write(renderedIn('prod/ring-0/shop/eu', configMap('a')));
    expect(tree.list()).toEqual(['prod/ring-0/shop/eu/shop/ConfigMap.a.yaml']);
  });

  test('makes each text once', () => {
    let calls = 0;
    const text = () => {
      calls++;
      return `# Rendered by Stele from a.ts. Do not edit.\n${'#'.repeat(1024 * 1024)}\n`;
    };
    write(Array.from({ length: 30 }, (_, index) => ({ path: `prod/${index}.yaml`, text })));
    expect(calls).toBe(30);
  });

  test('puts new files beside old ones, in folders that are there and in new ones', () => {
    const place = 'prod/ring-0/shop';
    write(renderedIn(`${place}/_all`, configMap('a')));
    const all = [
      ...renderedIn(`${place}/_all`, configMap('a'), configMap('b')),
      ...renderedIn(`${place}/eu`, configMap('a')),
      ...renderedIn('prod/ring-1/shop/_all', configMap('a')),
      ...renderedIn(`${place}/eu`, configMap('b')),
    ];
    expect(write(all)).toMatchObject({ unchanged: 1, removed: [] });
    expect(tree.texts()).toEqual(Object.fromEntries(all.map(({ path, text }) => [path, text()])));
  });

  test('leaves what somebody puts into a new folder while it is rendered', () => {
    const late = function* () {
      yield* rendered(configMap('a'));
      tree.put('prod/ring-0/shop/notes.txt', 'mine');
      yield* rendered(configMap('b'));
    };
    write(late());
    expect(tree.list()).toEqual(['prod/ring-0/shop/_all/shop/ConfigMap.a.yaml', B, 'prod/ring-0/shop/notes.txt']);
  });

  test('does not follow a link that somebody puts in the place of a new folder', () => {
    const outside = join(tree.parent, 'outside');
    mkdirSync(outside);
    const late = function* () {
      yield* rendered(configMap('a'));
      symlinkSync(outside, join(tree.root, 'prod'));
    };
    expect(problemsOf(() => write(late()))).toEqual([
      'manifests/prod: a file stands where a folder belongs; move it away, and run again',
    ]);
    expect(readdirSync(outside)).toEqual([]);
  });

  test('touches nothing when rendering fails half-way', () => {
    write(rendered(configMap('a')));
    const failing: TreeFile = {
      path: 'prod/z.yaml',
      text: () => {
        throw new Error('rendering failed');
      },
    };
    expect(() => write([...rendered(configMap('a', { x: '1' })), failing])).toThrow('rendering failed');
    expect(tree.texts()).toEqual({ [A]: emit(configMap('a'), 'stacks/apps/shop.ts') });
  });

  test('refuses a path that is rendered twice, as a bug', () => {
    expect(() => write([...rendered(configMap('a')), ...rendered(configMap('a'))])).toThrow(`${A} is rendered twice`);
  });
});

describe('What is not Stele’s', () => {
  test('stays when it lies directly in the root, hidden folders included', () => {
    tree.put('README.md', 'mine');
    tree.put('.git/config', 'mine');
    write(rendered(configMap('a')));
    expect(tree.list()).toEqual(['.git/config', 'README.md', A]);
  });

  test('is an error that names each file when it lies in a folder, before anything is written', () => {
    tree.put('prod/notes.txt', 'mine');
    tree.put('legacy/app.yaml', 'kind: ConfigMap\n');
    const message =
      "does not begin with the line that makes it Stele's, so it is not touched; move it out of this folder, or delete it";
    expect(problemsOf(() => write(rendered(configMap('a'))))).toEqual([
      `manifests/legacy/app.yaml: ${message}`,
      `manifests/prod/notes.txt: ${message}`,
    ]);
    expect(tree.texts()).toEqual({ 'prod/notes.txt': 'mine', 'legacy/app.yaml': 'kind: ConfigMap\n' });
  });

  test('is not overwritten where a manifest has to be', () => {
    tree.put(A, 'kind: ConfigMap\n');
    expect(problemsOf(() => write(rendered(configMap('a'))))).toEqual([
      expect.stringContaining(`manifests/${A}: does not begin with the line`),
    ]);
    expect(tree.read(A)).toBe('kind: ConfigMap\n');
  });

  test('is told of twenty times, and then counted', () => {
    for (let i = 0; i < 25; i++) tree.put(`prod/${i}.txt`, 'mine');
    const problems = problemsOf(() => write([]));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('manifests: 5 more files or folders are in the way');
  });

  test('does not include what operating systems leave behind', () => {
    tree.put('prod/.DS_Store', 'x');
    expect(write(rendered(configMap('a')))).toMatchObject({ written: [A] });
    expect(tree.list()).toContain('prod/.DS_Store');
  });

  test('is an error where a file stands in place of a folder, or a folder in place of a file', () => {
    tree.put('dev', 'mine');
    mkdirSync(join(tree.root, A), { recursive: true });
    const files = [...rendered(configMap('a')), ...renderedIn('dev/ring-0/shop/_all', configMap('a'))];
    expect(problemsOf(() => write(files))).toEqual([
      `manifests/${A}: is a folder where a file has to be; move it away`,
      'manifests/dev: is a file where a folder has to be; move it away',
    ]);
  });
});

describe('Symbolic links', () => {
  const message = 'is a symbolic link, which Stele does not follow; remove it';

  test.each(['prod', 'prod/ring-0/shop', A, 'prod/elsewhere', 'other'])('are refused at %s', (path) => {
    const outside = join(tree.parent, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'precious.yaml'), '# Rendered by Stele from a.ts. Do not edit.\n');
    mkdirSync(join(tree.root, path, '..'), { recursive: true });
    symlinkSync(outside, join(tree.root, path));
    expect(problemsOf(() => write(rendered(configMap('a'))))).toEqual([`manifests/${path}: ${message}`]);
    expect(problemsOf(() => compareTree({ root: tree.root, files: [] }))).toEqual([`manifests/${path}: ${message}`]);
    expect(statSync(join(outside, 'precious.yaml')).size).toBeGreaterThan(0);
  });

  test('are refused as the root', () => {
    mkdirSync(join(tree.parent, 'outside'));
    symlinkSync(join(tree.parent, 'outside'), tree.root);
    expect(problemsOf(() => write(rendered(configMap('a'))))).toEqual([`manifests: ${message}`]);
    expect(tree.list()).toEqual([]);
  });

  test('that lead nowhere are refused too', () => {
    tree.put('README.md', '');
    symlinkSync('nowhere', join(tree.root, 'prod'));
    expect(problemsOf(() => write(rendered(configMap('a'))))).toEqual([`manifests/prod: ${message}`]);
  });
});

describe('A part', () => {
  const shop = renderedIn('prod/ring-1/shop/_all', configMap('a'));
  const other = renderedIn('prod/ring-1/shopping/_all', configMap('a'));

  test('is all that is written and tidied', () => {
    write([...rendered(configMap('a')), ...renderedIn('prod/ring-1/shop/old', configMap('a')), ...other]);
    tree.put('dev/notes.txt', 'mine');
    expect(write(shop, { within: ['prod/ring-1/shop'] })).toMatchObject({
      written: ['prod/ring-1/shop/_all/shop/ConfigMap.a.yaml'],
      removed: ['prod/ring-1/shop/old/shop/ConfigMap.a.yaml'],
    });
    expect(tree.list()).toEqual([
      'dev/notes.txt',
      A,
      'prod/ring-1/shop/_all/shop/ConfigMap.a.yaml',
      'prod/ring-1/shopping/_all/shop/ConfigMap.a.yaml',
    ]);
  });

  test('may be a single file', () => {
    write(rendered(configMap('a'), configMap('b')));
    expect(write([], { within: [A] })).toMatchObject({ removed: [A] });
    expect(tree.list()).toEqual([B]);
  });

  test('that nothing is rendered for is removed', () => {
    write([...shop, ...other]);
    write([], { within: ['prod/ring-1/shop'] });
    expect(tree.list()).toEqual(['prod/ring-1/shopping/_all/shop/ConfigMap.a.yaml']);
  });

  test('does not reach through a link above it', () => {
    mkdirSync(join(tree.parent, 'outside'));
    mkdirSync(tree.root);
    symlinkSync(join(tree.parent, 'outside'), join(tree.root, 'prod'));
    expect(problemsOf(() => write(shop, { within: ['prod/ring-1/shop'] }))).toHaveLength(1);
  });

  test('refuses files outside of it, as a bug', () => {
    expect(() => write(other, { within: ['prod/ring-1/shop'] })).toThrow('is outside of what is written');
  });
});

describe('What is blocked', () => {
  test('stays as it is on disk, be it changed, missing or left over', () => {
    write(rendered(configMap('a'), configMap('b')));
    const files = rendered(configMap('a', { x: '1' }), configMap('c'));
    expect(write(files, { blocked: ['prod/ring-0/shop/_all'] })).toMatchObject({
      written: [],
      removed: [],
      unchanged: 0,
    });
    expect(tree.list()).toEqual([A, B]);
  });

  test('may be a single file', () => {
    write(rendered(configMap('a'), configMap('b')));
    const files = rendered(configMap('a', { x: '1' }), configMap('b', { x: '1' }));
    expect(write(files, { blocked: [A] })).toMatchObject({ written: [B] });
  });
});

describe('compareTree', () => {
  test('says what differs, and writes nothing', () => {
    write(rendered(configMap('a'), configMap('b')));
    const before = tree.texts();
    const files = rendered(configMap('a', { x: '1' }), configMap('c'));
    expect(compareTree({ root: tree.root, files })).toEqual({
      differs: [
        { path: A, why: 'differs' },
        { path: B, why: 'is no longer rendered' },
        { path: 'prod/ring-0/shop/_all/shop/ConfigMap.c.yaml', why: 'is missing' },
      ],
      unchanged: 0,
      notices: [],
    });
    expect(tree.texts()).toEqual(before);
  });

  test('finds nothing after writing', () => {
    write(rendered(configMap('a')));
    expect(compareTree({ root: tree.root, files: rendered(configMap('a')) })).toEqual({
      differs: [],
      unchanged: 1,
      notices: [],
    });
  });

  test('makes no folder for a tree that does not exist', () => {
    compareTree({ root: tree.root, files: rendered(configMap('a')) });
    expect(tree.has('')).toBe(false);
  });
});
