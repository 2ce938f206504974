import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { eachWithCommittedProject } from '../../support/committed-project.ts';
import type { GitProject } from '../../support/git-project.ts';

// each test runs the command a few times
jest.setTimeout(60_000);

const NOTE = 'manifests/dev/ring-0/access/_all/access/ConfigMap.note.yaml';
const ROLE = 'manifests/dev/ring-0/access/_all/_cluster/ClusterRole.reader.yaml';
const POINTER = 'manifests/prod/_clusters/prod-1/Application.site.yaml';

let project: GitProject;
eachWithCommittedProject((copy) => {
  project = copy;
});

describe('A committed tree that is not what the source gives', () => {
  test('is listed by --check with exit code 1, and healed by synth', async () => {
    const left = NOTE.replace('note', 'left');
    const before = project.texts();
    project.edit(NOTE, 'text: access', 'text: edited by hand');
    project.edit(POINTER, 'refs/heads/main', 'refs/heads/other');
    project.delete(ROLE);
    project.write(left, project.read('manifests/dev/ring-0/roles/_all/roles/ConfigMap.note.yaml'));
    project.commit();

    const { code, stdout, stderr } = await project.synth('--check');
    expect(code).toBe(1);
    expect(stdout.trimEnd().split('\n')).toEqual([
      `${ROLE}: is missing`,
      `${left}: is no longer rendered`,
      `${NOTE}: is not what the source gives: it was edited by hand, or synth was not run`,
      `${POINTER}: is not what the source gives: it was edited by hand, or synth was not run`,
    ]);
    expect(stderr).toMatch(/^\d+ manifests, 4 differ, .*\nto write what the source gives: stele synth\n$/);
    expect(project.changes()).toEqual([]);

    await project.synthesized();
    expect(project.texts()).toEqual(before);
  });

  test.each([
    ['conflict markers', (text: string) => `<<<<<<< ours\n${text}=======\n${text}>>>>>>> theirs\n`],
    ['no header', (text: string) => text.replace(/^#.*\n/, '')],
    ['nothing in it', () => ''],
  ])('with %s in a file is an error that names the file, and is not overwritten', async (_what, change) => {
    project.write(NOTE, change(project.read(NOTE)));
    const before = project.texts();
    project.edit('stacks/site.ts', "'one'", "'two'");
    const { code, stderr } = await project.synth();
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `${NOTE}: does not begin with the line that makes it Stele's, so it is not touched; move it out of this folder, or delete it\n1 problem\n`,
    });
    expect(project.texts()).toEqual(before);
  });

  test('is written in a checkout with Windows line endings as if it had none', async () => {
    for (const [path, text] of project.texts()) project.write(`manifests/${path}`, text.replaceAll('\n', '\r\n'));
    await project.synthesized();
    expect(project.changes()).toEqual([]);
  });
});

describe('A file without header', () => {
  test('is an error in a folder of Stele’s, and is never deleted', async () => {
    const foreign = 'manifests/dev/ring-0/gone/_all/Secret.yaml';
    project.write(foreign, 'kind: Secret\n');
    for (const words of [[], ['--check'], ['dev']]) {
      const { code, stderr } = await project.synth(...words);
      expect(code).toBe(2);
      expect(stderr).toContain(`${foreign}: does not begin with the line`);
    }
    expect(project.read(foreign)).toBe('kind: Secret\n');
  });

  test('does not concern a part that it is not in', async () => {
    project.write('manifests/dev/ring-0/gone/_all/Secret.yaml', 'kind: Secret\n');
    await project.synthesized('prod');
  });
});

describe('A symbolic link in the tree', () => {
  /** Moves something out of the tree, and puts a link in its place. */
  function link(path: string): void {
    mkdirSync(join(project.root, 'outside'));
    renameSync(join(project.root, path), join(project.root, 'outside', 'moved'));
    symlinkSync(join(project.root, 'outside', 'moved'), join(project.root, path));
  }

  test.each([NOTE, 'manifests/dev/ring-0/access', 'manifests/dev', 'manifests'])(
    'in place of %s is refused, and nothing is written through it',
    async (path) => {
      link(path);
      project.edit('stacks/access.ts', "text: 'access'", "text: 'changed'");
      const outside = project.texts('outside');
      const { code, stderr } = await project.synth();
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: `${path}: is a symbolic link, which Stele does not follow; remove it\n1 problem\n`,
      });
      expect(project.texts('outside')).toEqual(outside);
    },
  );
});

describe('CODEOWNERS', () => {
  test('that somebody wrote by hand is an error, and stays', async () => {
    project.write('CODEOWNERS', '* @acme/everybody\n');
    project.edit('stacks/site.ts', "'one'", "'two'");
    const { code, stderr } = await project.synth();
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^CODEOWNERS: does not begin with the line that makes it Stele's; move what it says to owners in stele\.config\.ts, and delete it\n/,
    );
    expect(project.changes()).toEqual([' M CODEOWNERS']);
  });
});
