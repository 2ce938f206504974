import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { eachWithCommittedProject } from '../../support/committed-project.ts';
import type { GitProject } from '../../support/git-project.ts';

// each test runs the command a few times
jest.setTimeout(60_000);

let project: GitProject;
eachWithCommittedProject((copy) => {
  project = copy;
});

describe('stele synth --out', () => {
  test('writes the same tree elsewhere, and leaves the committed one alone', async () => {
    project.edit('stacks/site.ts', "'one'", "'two'");
    await project.synthesized('--out', 'build/tree');
    expect(project.changes()).toEqual([]);
    await project.synthesized();
    const here = project.texts();
    for (const path of here.keys()) if (path.endsWith('.previous.yaml')) here.delete(path);
    expect(project.texts('build/tree')).toEqual(here);
  });

  test('keeps the former generation of what is there, not of what is committed', async () => {
    await project.synthesized('--out', 'build');
    project.edit('stacks/site.ts', "'one'", "'two'");
    await project.synthesized('--out', 'build');
    project.edit('stacks/site.ts', "'two'", "'three'");
    await project.synthesized('--out', 'build');
    expect(project.read('build/prod/ring-0/site/_all/site/ConfigMap.page.previous.yaml')).toContain(
      'index.html: two\n',
    );
  });

  test('compares with what is there', async () => {
    await project.synthesized('--out', 'build');
    project.delete('build/prod');
    const { code, stdout, stderr } = await project.synth('--check', '--out', 'build');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^build\/prod\/_clusters\/prod-1\/AppProject\.web\.yaml: is missing\n/);
    expect(stderr).toMatch(/\nto write what the source gives: stele synth --out build\n$/);
  });

  test('leaves what else lies in that folder alone', async () => {
    project.write('build/README.md', 'notes\n');
    project.write('build/.cache/state', 'state\n');
    await project.synthesized('--out', 'build');
    expect([project.read('build/README.md'), project.read('build/.cache/state')]).toEqual(['notes\n', 'state\n']);
  });

  test('refuses a folder that is a symbolic link', async () => {
    project.write('target/empty', '');
    symlinkSync('target', join(project.root, 'build'));
    const { code, stderr } = await project.synth('--out', 'build');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'build: is a symbolic link, which Stele does not follow; remove it\n1 problem\n',
    });
    expect([...project.texts('target').keys()]).toEqual(['empty']);
  });
});

describe('stele synth --repository and --branch', () => {
  test('change the pointers, and nothing else', async () => {
    await project.synthesized('--repository', 'ssh://git@mirror.example.com/platform', '--branch', 'trial');
    const paths = project.changes().map((line) => line.slice(3));
    const pointers = [...project.texts().keys()].filter((path) => path.includes('/_clusters/'));
    expect(paths).toEqual(pointers.map((path) => `manifests/${path}`).sort());
    expect(project.read('manifests/prod/_clusters/prod-1/Application.site.yaml')).toMatch(
      /repoURL: ssh:\/\/git@mirror\.example\.com\/platform\n[\s\S]*targetRevision: refs\/heads\/trial\n/,
    );
  });

  test('are refused like those of stele.config.ts', async () => {
    const { code, stderr } = await project.synth('--repository', 'mirror.example.com/platform', '--branch', 'a..b');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /repository\.url: .*is no repository URL.*\n.*repository\.branch: .*is no branch name.*\n2 problems\n$/,
    );
  });
});
