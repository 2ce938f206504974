import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { GitProject } from '../../support/git-project.ts';

// each test runs the command a few times
jest.setTimeout(60_000);

const SOURCE = 'stacks/site.ts';
const CURRENT = 'manifests/prod/ring-0/site/_all/site/ConfigMap.page.yaml';
const PREVIOUS = 'manifests/prod/ring-0/site/_all/site/ConfigMap.page.previous.yaml';

let first: GitProject;
let second: GitProject;
beforeAll(async () => {
  first = GitProject.create();
  await first.synthesized();
  first.commit();
  second = first.copy();
  await change('one', 'two', second);
  second.commit();
});
afterAll(() => {
  first.remove();
  second.remove();
});

let project: GitProject;
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
  beforeEach(() => {
    project = first.copy();
  });

  test('keeps the committed generation beside it byte by byte, not what was tried in between', async () => {
    const before = project.read(CURRENT);
    await change('one', 'two');
    expect(project.read(PREVIOUS)).toBe(before);
    await change('two', 'three');
    expect(pages()).toEqual(['three', 'one']);
    await project.synthesized('--check');
  });

  test('leaves no trace when the change is taken back before it was committed', async () => {
    await change('one', 'two');
    await change('two', 'one');
    expect(project.changes()).toEqual([]);
  });
});

describe('A content-named object whose change is committed', () => {
  beforeEach(() => {
    project = second.copy();
  });

  test('passes --check, and stays as it is', async () => {
    await project.synthesized('--check');
    await project.synthesized();
    expect(project.changes()).toEqual([]);
    expect(pages()).toEqual(['two', 'one']);
  });

  test('gives the former generation up at the next change', async () => {
    await change('two', 'three');
    expect(pages()).toEqual(['three', 'two']);
  });

  test('swaps the two generations when the change is taken back', async () => {
    await change('two', 'one');
    expect(pages()).toEqual(['one', 'two']);
  });

  test('is what it was, and passes --check, after a revert of the commit', async () => {
    project.git('revert', '--no-edit', 'HEAD');
    expect(pages()).toEqual(['one', undefined]);
    await project.synthesized('--check');
  });

  test('goes with both generations when its stack no longer has it', async () => {
    project.edit(SOURCE, 'new ImmutableConfig', "if (chart.namespace === 'elsewhere') new ImmutableConfig");
    await project.synthesized();
    expect(pages()).toEqual([undefined, undefined]);
  });

  test('brings the former generation back when somebody deletes its file', async () => {
    project.delete(PREVIOUS);
    expect(await project.synth('--check')).toMatchObject({ code: 1, stdout: `${PREVIOUS}: is missing\n` });
    await project.synthesized();
    expect(pages()).toEqual(['two', 'one']);
  });

  test('passes --check in a shallow clone', async () => {
    const origin = second.root;
    project.delete('.git');
    project.git('clone', '--quiet', '--bare', '--depth=1', `file://${origin}`, '.git');
    project.git('config', 'core.bare', 'false');
    project.git('reset', '--quiet');
    await project.synthesized('--check');
  });
});
