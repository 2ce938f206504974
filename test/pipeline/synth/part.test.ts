import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { GitProject } from '../../support/git-project.ts';

// each test runs the command
jest.setTimeout(60_000);

let committed: GitProject;
let leftovers: readonly string[];
beforeAll(async () => {
  committed = GitProject.create();
  await committed.synthesized();
  committed.commit();
  // everything is due: every file of stacks and pointers differs, and every folder holds a file that nothing renders
  for (const stack of ['access', 'roles']) committed.edit(`stacks/${stack}.ts`, `text: '${stack}'`, "text: 'changed'");
  committed.edit('stacks/place.ts', 'region: facts.region }', "region: facts.region, more: 'data' }");
  committed.edit('stacks/site.ts', "'one'", "'two'");
  committed.edit('stele.config.ts', 'main', 'trunk');
  const folders = new Set([...committed.texts().keys()].map((path) => path.slice(0, path.lastIndexOf('/'))));
  leftovers = [...folders].map((folder) => `manifests/${folder}/ConfigMap.left.yaml`);
  for (const path of leftovers) committed.write(path, '# Rendered by Stele from stacks/gone.ts. Do not edit.\na: b\n');
  committed.git('add', 'manifests');
  committed.git('commit', '--quiet', '--message=a merge left these');
});
afterAll(() => committed.remove());

let project: GitProject;
beforeEach(() => {
  project = committed.copy();
});
afterEach(() => project.remove());

/** The paths that a part changes, each cut to what tells it from others, with `-` for what was removed. */
async function touched(...parts: readonly string[]): Promise<string[]> {
  await project.synthesized(...parts);
  return project
    .changes()
    .map((line) => `${line.startsWith(' D') ? '-' : ''}${line.slice(3).replace('manifests/', '')}`);
}

describe('A part of the fleet', () => {
  test('that is one stack in a ring is its renderings and its pointers', async () => {
    expect((await touched('dev/ring-0/site')).sort()).toEqual(
      [
        '-dev/ring-0/site/_all/_cluster/ConfigMap.left.yaml',
        '-dev/ring-0/site/_all/site/ConfigMap.left.yaml',
        'dev/ring-0/site/_all/site/ConfigMap.page.previous.yaml',
        'dev/ring-0/site/_all/site/ConfigMap.page.yaml',
        'dev/_clusters/dev-1/Application.site.yaml',
        'dev/_clusters/dev-2/Application.site.yaml',
      ].sort(),
    );
  });

  test('that is one stack on a cluster is the rendering that it runs, and its pointers there', async () => {
    expect((await touched('dev/dev-2/place')).sort()).toEqual(
      [
        '-dev/ring-0/place/there/_cluster/ConfigMap.left.yaml',
        '-dev/ring-0/place/there/place/ConfigMap.left.yaml',
        'dev/ring-0/place/there/place/ConfigMap.place.yaml',
        'dev/_clusters/dev-2/Application.place.yaml',
      ].sort(),
    );
  });

  test.each([
    ['dev/ring-1', /^-?dev\/(ring-1|_clusters\/dev-3)\//],
    ['dev/dev-2', /^-?dev\/(ring-0\/(access\/_all|place\/there|roles\/_all|site\/_all)|_clusters\/dev-2)\//],
    ['prod', /^-?prod\//],
  ])('%s is written and tidied as a whole, and nothing beside it', async (part, inside) => {
    const paths = await touched(part);
    expect(paths.filter((path) => !inside.test(path))).toEqual([]);
    const due = leftovers.map((path) => path.replace('manifests/', '-')).filter((path) => inside.test(path));
    expect(paths.filter((path) => path.startsWith('-'))).toEqual(expect.arrayContaining(due));
    expect(due.length).toBeGreaterThan(0);
  });

  test('may be given together with others', async () => {
    const paths = await touched('prod/prod-1/site', 'dev/ring-1/roles');
    expect(new Set(paths.map((path) => path.replace(/^-/, '').split('/').slice(0, 3).join('/')))).toEqual(
      new Set(['dev/_clusters/dev-3', 'dev/ring-1/roles', 'prod/_clusters/prod-1', 'prod/ring-0/site']),
    );
  });

  test('is content afterwards, while the whole is not', async () => {
    await touched('dev/ring-0');
    expect((await project.synth('--check', 'dev/ring-0')).code).toBe(0);
    expect((await project.synth('--check')).code).toBe(1);
  });
});

test('A part that does not exist is refused with the nearest one, and nothing is written', async () => {
  const { code, stdout, stderr } = await project.synth('prod', 'dev/ring-0/sote');
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'dev/ring-0/sote: no stack "sote" runs there (did you mean "site"?); stacks: access, place, roles, site\n1 problem\n',
  });
  expect(project.changes()).toEqual([]);
});
