import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { GitProject } from '../../support/git-project.ts';

// each test runs the command a few times
jest.setTimeout(60_000);

const SOURCE = 'stacks/site.ts';
const CURRENT = 'manifests/prod/ring-0/site/_all/site/ConfigMap.page.yaml';
const PREVIOUS = 'manifests/prod/ring-0/site/_all/site/ConfigMap.page.previous.yaml';

let committed: GitProject;
beforeAll(async () => {
  committed = GitProject.create();
  await committed.synthesized();
  committed.commit();
});
afterAll(() => committed.remove());

let project: GitProject;
beforeEach(() => {
  project = committed.copy();
});
afterEach(() => project.remove());

/** Changes the page, and renders it. */
async function change(from: string, to: string, target = project): Promise<void> {
  target.edit(SOURCE, `'${from}'`, `'${to}'`);
  await target.synthesized();
}

/** What the page says, now and in the generation before. */
function pages(): (string | undefined)[] {
  return [CURRENT, PREVIOUS].map((path) =>
    project.has(path) ? /^ {2}index\.html: (.*)$/m.exec(project.read(path))?.[1] : undefined,
  );
}

describe('A content-named object that changes', () => {
  test('keeps the committed generation beside it, not what was tried in between', async () => {
    await change('one', 'two');
    expect(pages()).toEqual(['two', 'one']);
    await change('two', 'three');
    expect(pages()).toEqual(['three', 'one']);
  });

  test('keeps the committed generation byte by byte', async () => {
    const before = project.read(CURRENT);
    await change('one', 'two');
    expect(project.read(PREVIOUS)).toBe(before);
  });

  test('passes --check before and after the commit of it', async () => {
    await change('one', 'two');
    await project.synthesized('--check');
    project.commit();
    await project.synthesized('--check');
    await project.synthesized();
    expect(project.changes()).toEqual([]);
  });

  test('gives the former generation up at the next committed change', async () => {
    await change('one', 'two');
    project.commit();
    await change('two', 'three');
    expect(pages()).toEqual(['three', 'two']);
  });

  test('leaves no trace when the change is taken back before it was committed', async () => {
    await change('one', 'two');
    await change('two', 'one');
    expect(project.changes()).toEqual([]);
  });

  test('swaps the two generations when a committed change is taken back', async () => {
    await change('one', 'two');
    project.commit();
    await change('two', 'one');
    expect(pages()).toEqual(['one', 'two']);
  });

  test('is what it was, and passes --check, after a revert of the commit', async () => {
    await change('one', 'two');
    project.commit();
    project.git('revert', '--no-edit', 'HEAD');
    expect(pages()).toEqual(['one', undefined]);
    await project.synthesized('--check');
  });

  test('goes with both generations when its stack no longer has it', async () => {
    await change('one', 'two');
    project.commit();
    project.edit(SOURCE, 'new ImmutableConfig', "if (chart.namespace === 'elsewhere') new ImmutableConfig");
    await project.synthesized();
    expect(pages()).toEqual([undefined, undefined]);
    project.commit();
    await project.synthesized('--check');
  });

  test('brings the committed generation back when somebody deletes its file', async () => {
    await change('one', 'two');
    project.delete(PREVIOUS);
    expect(await project.synth('--check')).toMatchObject({ code: 1, stdout: `${PREVIOUS}: is missing\n` });
    await project.synthesized();
    expect(pages()).toEqual(['two', 'one']);
  });

  test('is the same in a shallow clone', async () => {
    await change('one', 'two');
    project.commit();
    const clone = project.copy();
    try {
      clone.delete('.git');
      clone.git('clone', '--quiet', '--bare', '--depth=1', `file://${project.root}`, '.git');
      clone.git('config', 'core.bare', 'false');
      clone.git('reset', '--quiet');
      await clone.synthesized('--check');
    } finally {
      clone.remove();
    }
  });
});
