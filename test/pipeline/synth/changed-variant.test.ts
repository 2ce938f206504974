import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { GitProject } from '../../support/git-project.ts';

// each test runs the command a few times
jest.setTimeout(120_000);

const SOURCE = 'stacks/site.ts';
const ENVIRONMENT = 'environments/dev.ts';
const EVERYWHERE = "'one'";
const BY_REGION = 'facts.region';

/** Every cluster has `one`, from `_all`. */
let shared: GitProject;
/** Each cluster has the name of its region, from the variant of its region. */
let regional: GitProject;
beforeAll(async () => {
  shared = GitProject.create();
  shared.edit(SOURCE, 'build({ chart })', 'build({ chart, facts })');
  await shared.synthesized();
  shared.commit();
  regional = shared.copy();
  regional.edit(SOURCE, EVERYWHERE, BY_REGION);
  await regional.synthesized();
  regional.commit();
  // a commit of its own, so that what was kept of the change of variant has gone
  regional.edit(SOURCE, BY_REGION, `facts.region + '!'`);
  await regional.synthesized();
  regional.commit();
});
afterAll(() => {
  shared.remove();
  regional.remove();
});

let project: GitProject;
afterEach(() => project.remove());

/** What the page says in a variant, then what its former generations say; nothing where there is no page. */
function pages(variant: string, root = 'manifests/dev'): string[] {
  const page = `${root}/${variant}/site/ConfigMap.page`;
  return ['', '.previous', '.previous-2', '.previous-3']
    .map((suffix) => `${page}${suffix}.yaml`)
    .filter((path) => project.has(path))
    .map((path) => /^ {2}index\.html: (.*)$/m.exec(project.read(path))?.[1] ?? 'another text');
}

/** Says another thing on the page. */
function say(from: string, to: string): void {
  project.edit(SOURCE, `'index.html': ${from}`, `'index.html': ${to}`);
}

/** Expects that a commit leaves nothing due. */
async function expectSettled(): Promise<void> {
  project.commit();
  await project.synthesized('--check');
}

describe('A configuration that changes together with the variant of its clusters', () => {
  beforeEach(() => {
    project = shared.copy();
  });

  test('keeps what the cluster has when it gets values of its own', async () => {
    project.edit(ENVIRONMENT, 'site({})', "site({}, { 'dev-2': {} })");
    say(EVERYWHERE, "'two'");
    await project.synthesized();
    expect(pages('ring-0/site/dev-2')).toEqual(['two', 'one']);
    expect(pages('ring-0/site/_all')).toEqual(['two', 'one']);
    await expectSettled();
    say("'two'", "'three'");
    await project.synthesized();
    expect(pages('ring-0/site/dev-2')).toEqual(['three', 'two']);
  });

  test('keeps what the clusters have when the build reads another fact', async () => {
    say(EVERYWHERE, BY_REGION);
    await project.synthesized();
    expect(pages('ring-0/site/here')).toEqual(['here', 'one']);
    expect(pages('ring-0/site/there')).toEqual(['there', 'one']);
    expect(pages('ring-1/site/here')).toEqual(['here', 'one']);
    expect(pages('ring-0/site/_all')).toEqual([]);
    await expectSettled();
  });

  test('keeps what the cluster has when it moves into another ring', async () => {
    project.edit(ENVIRONMENT, 'ring: 1', 'ring: 2');
    say(EVERYWHERE, "'two'");
    await project.synthesized();
    expect(pages('ring-2/site/_all')).toEqual(['two', 'one']);
    expect(pages('ring-1/site/_all')).toEqual([]);
    await expectSettled();
  });

  test('keeps it byte by byte, and what is committed, not what was tried in between', async () => {
    const before = project.read('manifests/dev/ring-1/site/_all/site/ConfigMap.page.yaml');
    project.edit(ENVIRONMENT, 'ring: 1', 'ring: 2');
    for (const [from, to] of [
      [EVERYWHERE, "'two'"],
      ["'two'", "'three'"],
    ] as const) {
      say(from, to);
      await project.synthesized();
    }
    expect(pages('ring-2/site/_all')).toEqual(['three', 'one']);
    expect(project.read('manifests/dev/ring-2/site/_all/site/ConfigMap.page.previous.yaml')).toBe(before);
  });

  test('leaves no trace when both are taken back before they were committed', async () => {
    project.edit(ENVIRONMENT, 'site({})', "site({}, { 'dev-2': {} })");
    say(EVERYWHERE, "'two'");
    await project.synthesized();
    project.git('checkout', '--', 'stacks', 'environments');
    await project.synthesized();
    expect(project.changes()).toEqual([]);
  });

  test('is what it was, and passes --check, after a revert of the commit', async () => {
    const before = project.texts();
    project.edit(ENVIRONMENT, 'site({})', "site({}, { 'dev-2': {} })");
    say(EVERYWHERE, "'two'");
    await project.synthesized();
    project.commit();
    project.git('revert', '--no-edit', 'HEAD');
    expect(project.texts()).toEqual(before);
    await project.synthesized('--check');
  });

  test('is written and tidied within its part only', async () => {
    project.edit(ENVIRONMENT, 'ring: 1', 'ring: 0');
    say(EVERYWHERE, "'two'");
    await project.synthesized('dev/ring-0/site');
    expect(project.changes().map((line) => line.replace('manifests/dev/', ''))).toEqual(
      [
        ' M _clusters/dev-3/Application.site.yaml',
        ' M ring-0/site/_all/site/ConfigMap.page.yaml',
        '?? ring-0/site/_all/site/ConfigMap.page.previous.yaml',
      ].sort(),
    );
    expect(pages('ring-0/site/_all')).toEqual(['two', 'one']);
    await project.synthesized('--check', 'dev/ring-0/site');
  });

  test('keeps what is on disk where there is no Git', async () => {
    const out = ['--out', 'build'] as const;
    await project.synthesized(...out);
    project.edit(ENVIRONMENT, 'site({})', "site({}, { 'dev-2': {} })");
    say(EVERYWHERE, "'two'");
    await project.synthesized(...out);
    expect(pages('ring-0/site/dev-2', 'build/dev')).toEqual(['two', 'one']);
    await project.synthesized(...out, '--check');
    await project.synthesized(...out);
    expect(pages('ring-0/site/dev-2', 'build/dev')).toEqual(['two', 'one']);
  });

  test('keeps nothing of another environment that somebody pointed an Application at', async () => {
    const pointer = 'manifests/dev/_clusters/dev-2/Application.site.yaml';
    project.edit(pointer, 'manifests/dev/ring-0/site/_all', 'manifests/prod/ring-0/site/_all');
    project.commit();
    project.edit(ENVIRONMENT, 'site({})', "site({}, { 'dev-2': {} })");
    say(EVERYWHERE, "'two'");
    await project.synthesized();
    expect(pages('ring-0/site/dev-2')).toEqual(['two']);
  });

  test('is not made of what was edited by hand, and the user is told', async () => {
    const former = 'manifests/dev/ring-1/site/_all/site/ConfigMap.page.yaml';
    project.edit(former, 'index.html: one', 'index.html: edited');
    project.commit();
    project.edit(ENVIRONMENT, 'ring: 1', 'ring: 2');
    say(EVERYWHERE, "'two'");
    expect(await project.synth()).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`${former}: was edited by hand, so it is not kept as the previous generation`),
    });
    expect(pages('ring-2/site/_all')).toEqual(['two']);
  });

  test('is not read through a link on disk', async () => {
    const out = ['--out', 'build'] as const;
    await project.synthesized(...out);
    const clusters = join(project.root, 'build/dev/_clusters');
    rmSync(join(clusters, 'dev-3'), { recursive: true });
    symlinkSync(join(clusters, 'dev-1'), join(clusters, 'dev-3'));
    const { code, stderr } = await project.synth(...out);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'build/dev/_clusters/dev-3: is a symbolic link, which Stele does not follow; remove it\n1 problem\n',
    });
  });
});

describe('A change of variant without a change of the configuration', () => {
  test('keeps nothing where there was nothing to keep', async () => {
    project = shared.copy();
    project.edit(ENVIRONMENT, 'site({})', "site({}, { 'dev-2': {} })");
    await project.synthesized();
    expect(pages('ring-0/site/dev-2')).toEqual(['one']);
    await expectSettled();
  });

  test('takes the former generation along, as pods of it may still run', async () => {
    project = shared.copy();
    say(EVERYWHERE, "'two'");
    await project.synthesized();
    project.commit();
    project.edit(ENVIRONMENT, 'ring: 1', 'ring: 2');
    await project.synthesized();
    expect(pages('ring-2/site/_all')).toEqual(['two', 'one']);
    await expectSettled();
  });
});

describe('Clusters that come together from several variants', () => {
  beforeEach(() => {
    project = regional.copy();
    expect(pages('ring-0/site/here')).toEqual(['here!', 'here']);
    expect(pages('ring-0/site/there')).toEqual(['there!', 'there']);
  });

  test('keep what each of them has, in the order of the names, until the next change', async () => {
    say(`${BY_REGION} + '!'`, "'two'");
    await project.synthesized();
    expect(pages('ring-0/site/_all')).toEqual(['two', 'here!', 'there!']);
    expect(pages('ring-1/site/_all')).toEqual(['two', 'here!']);
    await expectSettled();
    say("'two'", "'three'");
    await project.synthesized();
    expect(pages('ring-0/site/_all')).toEqual(['three', 'two']);
    await expectSettled();
  });

  test('keep what only some of them have when the others have it already', async () => {
    say(`${BY_REGION} + '!'`, "'here!'");
    await project.synthesized();
    expect(pages('ring-0/site/_all')).toEqual(['here!', 'here', 'there!']);
    await expectSettled();
  });

  test('keep what they have together when they part again', async () => {
    say(`${BY_REGION} + '!'`, "'two'");
    await project.synthesized();
    project.commit();
    say("'two'", `${BY_REGION} + '!'`);
    await project.synthesized();
    expect(pages('ring-0/site/here')).toEqual(['here!', 'two']);
    expect(pages('ring-0/site/there')).toEqual(['there!', 'two']);
    await expectSettled();
  });

  test('change nothing when another cluster joins them afterwards', async () => {
    say(`${BY_REGION} + '!'`, "'two'");
    await project.synthesized();
    project.commit();
    const last = "cluster('dev-3',";
    project.edit(
      ENVIRONMENT,
      last,
      `cluster('dev-0', { preset: presets.kubeadm, region: 'there', kubernetes: '1.36' }), ${last}`,
    );
    await project.synthesized();
    expect(project.changes().filter((line) => line.includes('/site/'))).toEqual([]);
  });

  test('get a deleted generation back', async () => {
    say(`${BY_REGION} + '!'`, "'two'");
    await project.synthesized();
    project.commit();
    const second = 'manifests/dev/ring-0/site/_all/site/ConfigMap.page.previous-2.yaml';
    project.delete(second);
    expect(await project.synth('--check')).toMatchObject({ code: 1, stdout: `${second}: is missing\n` });
    await project.synthesized();
    expect(project.changes()).toEqual([]);
  });
});
