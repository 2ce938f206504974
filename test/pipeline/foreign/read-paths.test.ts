import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readPaths } from '../../../pipeline/foreign/read-paths.ts';
import { ProjectFolder } from '../../support/project-folder.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\n';
let folder: ProjectFolder;
beforeEach(() => {
  folder = new ProjectFolder([]);
});
afterEach(() => folder.remove());

const read = (...paths: string[]) => readPaths(paths, { cwd: folder.root, stdin: () => POD });
const filesOf = (...paths: string[]) => read(...paths).objects.map(({ file }) => file);

describe('readPaths', () => {
  test('reads YAML and JSON of a folder and all below it, in order, each once', () => {
    folder.write('in/b.yaml', POD);
    folder.write('in/a/c.yml', POD);
    folder.write('in/d.json', '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}');
    folder.write('in/.hidden/e.yaml', POD);
    folder.write('in/node_modules/f.yaml', POD);
    folder.write('in/notes.txt', 'kind: no');
    expect(filesOf('in', 'in/b.yaml')).toEqual(['in/a/c.yml', 'in/b.yaml', 'in/d.json']);
  });

  test('reads standard input for -', () => {
    expect(filesOf('-')).toEqual(['<stdin>']);
  });

  test('skips in a folder what is no object, and says so', () => {
    folder.write('in/values.yaml', 'replicas: 3\n');
    folder.write('in/pod.yaml', POD);
    expect(read('in').skipped).toEqual([
      { subject: 'in/values.yaml', message: 'holds no Kubernetes object; name files that have apiVersion and kind' },
    ]);
  });

  test('follows no link out of a folder', () => {
    folder.write('out/pod.yaml', POD);
    folder.write('in/pod.yaml', POD);
    symlinkSync('../out', join(folder.root, 'in/link'));
    expect(filesOf('in')).toEqual(['in/pod.yaml']);
  });

  test.each([
    ['missing.yaml', 'does not exist; name a file, a folder, or - for standard input'],
    ['values.yaml', 'holds no Kubernetes object; name files that have apiVersion and kind'],
  ])('refuses %s', (path, message) => {
    folder.write('values.yaml', 'replicas: 3\n');
    expect(() => read(path)).toThrow(`${path}: ${message}`);
  });
});
