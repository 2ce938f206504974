import { describe, expect, jest, test } from '@jest/globals';
import { eachWithCommittedProject } from '../../support/committed-project.ts';
import type { GitProject } from '../../support/git-project.ts';

// each test runs the command
jest.setTimeout(60_000);

let project: GitProject;
eachWithCommittedProject((copy) => {
  project = copy;
});

/** A rule of the repository's own that finds fault with one object. */
function forbid(kind: 'Application' | 'AppProject', name: string): void {
  project.write(
    'rules/no-fault.ts',
    `import { defineRule } from 'stele';
export default defineRule({
  kind: 'object', id: 'no-fault', title: 'No fault', severity: 'error', why: 'Because.', fix: 'Mend it.',
  upstream: [], links: [], since: '0.1.0', looksAt: ['${kind}.argoproj.io'],
  check: (object) => (object.metadata.name === '${name}' ? [{ pointer: '/spec', message: 'is faulty' }] : []),
  examples: { pass: [{ title: 'none', yaml: '' }], fail: [{ title: 'some', yaml: '', at: [] }] },
});
`,
  );
  project.edit('stele.config.ts', "branch: 'main' } });", "branch: 'main' }, ruleFolder: 'rules' });");
}

/** The files that change, without their marks. */
function changed(): string[] {
  return project.changes().map((line) => line.slice(3));
}

describe('An error in a pointer', () => {
  test('keeps the Application and the stack that it points to as they are, and lets the others be written', async () => {
    forbid('Application', 'place');
    project.edit('stacks/place.ts', 'region: facts.region }', "region: facts.region, more: 'yes' }");
    project.edit('stacks/access.ts', "text: 'access'", "text: 'changed'");
    const { code, stderr } = await project.synth();
    expect(code).toBe(1);
    expect(stderr).toContain(
      'error no-fault: manifests/dev/_clusters/dev-1/Application.place.yaml /spec: Application argocd/place: is faulty; mend it\n',
    );
    expect(changed()).toEqual([
      'manifests/dev/ring-0/access/_all/access/ConfigMap.note.yaml',
      'manifests/dev/ring-1/access/_all/access/ConfigMap.note.yaml',
    ]);
  });

  test('in an AppProject keeps all stacks that are in the project as they are', async () => {
    forbid('AppProject', 'platform');
    project.edit('stacks/access.ts', "text: 'access'", "text: 'changed'");
    project.edit('stacks/roles.ts', "text: 'roles'", "text: 'changed'");
    project.edit('stacks/place.ts', 'region: facts.region }', "region: facts.region, more: 'yes' }");
    expect((await project.synth()).code).toBe(1);
    expect(changed()).toEqual([
      'manifests/dev/ring-0/place/here/place/ConfigMap.place.yaml',
      'manifests/dev/ring-0/place/there/place/ConfigMap.place.yaml',
      'manifests/dev/ring-1/place/here/place/ConfigMap.place.yaml',
    ]);
  });

  test('keeps the folder that the Application on disk points at, though the variant has another name now', async () => {
    forbid('Application', 'place');
    project.edit('stacks/place.ts', "facts.region === 'there' ? { /* there */ } : { /* here */ }", '{}');
    project.edit('stacks/place.ts', 'region: facts.region }', "region: 'any' }");
    project.edit('stacks/place.ts', '{ chart, facts }', '{ chart }');
    expect((await project.synth()).code).toBe(1);
    expect(project.changes()).toEqual([]);
  });
});
