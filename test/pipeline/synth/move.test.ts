import { describe, expect, jest, test } from '@jest/globals';
import { eachWithCommittedProject } from '../../support/committed-project.ts';
import { type GitProject, runStele } from '../../support/git-project.ts';

// each test runs the command a few times
jest.setTimeout(60_000);

const READER = "new ApiObject(chart, 'reader'";
const FORMER = 'manifests/dev/ring-0/access/_all/_cluster/ClusterRole.reader.yaml';
const NEW = 'manifests/dev/ring-0/roles/_all/_cluster/ClusterRole.reader.yaml';

let project: GitProject;
eachWithCommittedProject((copy) => {
  project = copy;
});

/** Takes the ClusterRole `reader` out of stack `access`, and puts it into stack `roles`. */
function move(): void {
  project.edit('stacks/access.ts', `const role = ${READER}`, `// ${READER}`);
  project.edit('stacks/roles.ts', `// ${READER}`, READER);
}

describe('An object that moves to another stack in one commit', () => {
  test('is refused with exit code 1, and the message says how to do it', async () => {
    move();
    const { code, stdout, stderr } = await project.synth();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n')[0]).toBe(
      `error valid-removal: ${NEW}: ClusterRole reader: moves from stack access to stack roles in one commit: Argo CD would delete it on dev-1, dev-2, because access no longer has it; let access render it once more with keepOnPrune(), commit that and wait until Argo CD has synced it; then move it, and drop the call`,
    );
  });

  test('leaves both stacks and the pointers to them as they are on disk, and writes the others', async () => {
    move();
    project.edit('stacks/access.ts', "text: 'access'", "text: 'changed'");
    project.edit('stacks/roles.ts', "text: 'roles'", "text: 'changed'");
    project.edit('stacks/site.ts', "'one'", "'two'");
    expect((await project.synth()).code).toBe(1);
    const page = (environment: string, ring: number) =>
      `manifests/${environment}/ring-${ring}/site/_all/site/ConfigMap.page`;
    expect(project.changes()).toEqual(
      [page('dev', 0), page('dev', 1), page('prod', 0)]
        .flatMap((path) => [` M ${path}.yaml`, `?? ${path}.previous.yaml`])
        .sort(),
    );
  });

  test('is refused by --check and by a part that has both stacks, too', async () => {
    move();
    for (const words of [['--check'], ['dev/ring-0']]) expect((await project.synth(...words)).code).toBe(1);
    expect(project.changes()).toEqual([]);
  });

  test('is refused again and again until it is taken back', async () => {
    move();
    expect((await project.synth()).code).toBe(1);
    expect((await project.synth()).code).toBe(1);
    project.git('checkout', '--', 'stacks');
    await project.synthesized();
    expect(project.changes()).toEqual([]);
  });
});

describe('What is found of an object that moves', () => {
  const set = (severity: string) =>
    project.edit(
      'stele.config.ts',
      "branch: 'main' } });",
      `branch: 'main' }, rules: { 'valid-removal': { severity: '${severity}' } } });`,
    );

  test('is a warning where the settings say so, and then it is written', async () => {
    move();
    set('warning');
    const { code, stderr } = await project.synth();
    expect({ code, written: project.has(NEW) }).toEqual({ code: 0, written: true });
    expect(stderr.split(' ClusterRole')[0]).toBe(`warning valid-removal: ${NEW}:`);
  });

  test('can be waived on the object', async () => {
    move();
    const waiver = "'stele.dev/waive.valid-removal': 'nobody uses it yet (owner: platform, until: 2030-06-30)'";
    project.edit(
      'stacks/roles.ts',
      "metadata: { name: 'reader' }",
      `metadata: { name: 'reader', annotations: { ${waiver} } }`,
    );
    const { code, stderr } = await project.synth();
    expect({ code, written: project.has(NEW) }).toEqual({ code: 0, written: true });
    expect(stderr).not.toContain('valid-removal');
  });

  test('is found by check of what is on disk, too', async () => {
    move();
    set('off');
    await project.synthesized();
    project.git('checkout', '--', 'stele.config.ts');
    const words = ['check', '--only', 'valid-removal', '--format', 'json'];
    const { code, stdout } = await runStele(project.root, words);
    const { findings } = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(findings).toEqual([
      expect.objectContaining({
        rule: 'valid-removal',
        severity: 'error',
        file: NEW,
        message: expect.stringContaining('Argo CD would delete it on dev-1, dev-2,'),
      }),
      expect.objectContaining({ file: NEW.replace('ring-0', 'ring-1') }),
    ]);
    project.commit();
    expect((await runStele(project.root, words)).code).toBe(0);
  });
});

describe('An object that moves to another stack in two commits', () => {
  test('is first kept from being pruned, and then moved', async () => {
    project.edit('stacks/access.ts', '// keepOnPrune(role)', 'keepOnPrune(role)');
    await project.synthesized();
    expect(project.read(FORMER)).toContain('argocd.argoproj.io/sync-options: Prune=false,Delete=false\n');
    project.commit();

    project.edit('stacks/access.ts', 'keepOnPrune(role)', '// keepOnPrune(role)');
    move();
    await project.synthesized();
    expect([project.has(FORMER), project.has(NEW)]).toEqual([false, true]);
    expect(project.read(NEW)).not.toContain('sync-options');
    project.commit();
    await project.synthesized('--check');
  });

  test('is refused as long as the first commit has not been made', async () => {
    project.edit('stacks/access.ts', '// keepOnPrune(role)', 'keepOnPrune(role)');
    await project.synthesized();
    project.edit('stacks/access.ts', 'keepOnPrune(role)', '// keepOnPrune(role)');
    move();
    expect((await project.synth()).code).toBe(1);
    expect(project.has(NEW)).toBe(false);
  });
});
