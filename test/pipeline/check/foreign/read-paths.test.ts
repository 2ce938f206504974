import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readPaths } from '../../../../pipeline/check/foreign/read-paths.ts';
import { ProjectFolder } from '../../../support/project-folder.ts';

const NO_OBJECT = 'holds no Kubernetes object; name files that have apiVersion, kind and metadata';
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\n';
let folder: ProjectFolder;
beforeEach(() => {
  folder = new ProjectFolder([]);
});
afterEach(() => folder.remove());

const read = (...paths: string[]) => readPaths(paths, { cwd: folder.root, stdin: async () => POD });
const filesOf = async (...paths: string[]) => (await read(...paths)).objects.map(({ file }) => file);

describe('readPaths', () => {
  test('reads YAML and JSON of a folder and all below it, in order, each once', async () => {
    folder.write('in/b.yaml', POD);
    folder.write('in/a/c.yml', POD);
    folder.write('in/d.json', '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}');
    folder.write('in/.hidden/e.yaml', POD);
    folder.write('in/node_modules/f.yaml', POD);
    folder.write('in/notes.txt', 'kind: no');
    expect(await filesOf('in', 'in/b.yaml')).toEqual(['in/a/c.yml', 'in/b.yaml', 'in/d.json']);
  });

  test('reads standard input for -', async () => {
    expect(await filesOf('-')).toEqual(['<stdin>']);
  });

  test('skips in a folder what is no object, and says so', async () => {
    folder.write('in/values.yaml', 'replicas: 3\n');
    folder.write('in/pod.yaml', POD);
    expect((await read('in')).skipped).toEqual([{ subject: 'in/values.yaml', message: NO_OBJECT }]);
  });

  test('follows no link out of a folder', async () => {
    folder.write('out/pod.yaml', POD);
    folder.write('in/pod.yaml', POD);
    symlinkSync('../out', join(folder.root, 'in/link'));
    expect(await filesOf('in')).toEqual(['in/pod.yaml']);
  });

  test('skips a template in a folder, and a document without metadata', async () => {
    folder.write('in/pod.yaml', `${POD}---\napiVersion: v1\nkind: Config\n`);
    folder.write('in/templates/web.yaml', '{{ if .Values.web }}\nkind: Pod\n{{ end }}\n');
    expect((await read('in')).skipped.map(({ subject }) => subject)).toEqual([
      'in/pod.yaml:5',
      'in/templates/web.yaml',
    ]);
  });

  test('refuses broken YAML in a folder, whatever else is in there', async () => {
    folder.write('in/pod.yaml', POD);
    folder.write('in/broken.yaml', 'kind: Pod\n  spec: [\n');
    await expect(read('in')).rejects.toThrow('in/broken.yaml: line 2: ');
  });

  test('takes a file that is named twice once, however it is named', async () => {
    folder.write('a.yaml', POD);
    expect(await filesOf('a.yaml', './a.yaml', 'a.yaml')).toEqual(['a.yaml']);
  });

  test.each([
    ['missing.yaml', 'does not exist; name a file, a folder, or - for standard input'],
    ['values.yaml', NO_OBJECT],
    ['empty.yaml', NO_OBJECT],
    ['charts', NO_OBJECT],
  ])('refuses %s', async (path, message) => {
    folder.write('values.yaml', 'replicas: 3\n');
    folder.write('empty.yaml', '');
    folder.write('charts/values.yaml', 'replicas: 3\n');
    await expect(read(path)).rejects.toThrow(`${path}: ${message}`);
  });
});
