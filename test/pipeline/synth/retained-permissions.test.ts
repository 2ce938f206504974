import { describe, expect, jest, test } from '@jest/globals';
import { load } from 'js-yaml';
import { eachWithCommittedProject } from '../../support/committed-project.ts';
import type { GitProject } from '../../support/git-project.ts';

// each test runs the command a few times
jest.setTimeout(60_000);

const PROJECT = 'manifests/dev/_clusters/dev-1/AppProject.platform.yaml';

let project: GitProject;
eachWithCommittedProject((copy) => {
  project = copy;
});

/** Takes an object out of stack `access`. */
async function drop(id: string): Promise<void> {
  project.edit(
    'stacks/access.ts',
    `new ApiObject(chart, '${id}'`,
    `if (chart.namespace === '') new ApiObject(chart, '${id}'`,
  );
  await project.synthesized();
}

/** The namespaced kinds that the team's project allows, in alphabetical order. */
function kinds(): string[] {
  const object = load(project.read(PROJECT)) as { spec: { namespaceResourceWhitelist: { kind: string }[] } };
  return object.spec.namespaceResourceWhitelist.map(({ kind }) => kind).sort();
}

const CONFIG_MAP = "kind: 'ConfigMap', metadata: { name: 'note' }, data: { text: 'roles' }";
const SERVICE_ACCOUNT = "kind: 'ServiceAccount', metadata: { name: 'note' }, automountServiceAccountToken: false";

describe('A kind that a team no longer deploys', () => {
  test('stays allowed for one generation, so that Argo CD can delete the last object of it', async () => {
    expect(kinds()).toEqual(['ConfigMap', 'LimitRange', 'NetworkPolicy']);
    await drop('limits');
    expect(kinds()).toEqual(['ConfigMap', 'LimitRange', 'NetworkPolicy']);
    project.commit();
    await project.synthesized('--check');
    expect(kinds()).toEqual(['ConfigMap', 'LimitRange', 'NetworkPolicy']);
  });

  test('is allowed as long as the change is not committed, whatever else is tried', async () => {
    await drop('limits');
    project.edit('stacks/roles.ts', CONFIG_MAP, SERVICE_ACCOUNT);
    await project.synthesized();
    expect(kinds()).toEqual(['ConfigMap', 'LimitRange', 'NetworkPolicy', 'ServiceAccount']);
    project.edit('stacks/roles.ts', SERVICE_ACCOUNT, CONFIG_MAP);
    await project.synthesized();
    expect(kinds()).toEqual(['ConfigMap', 'LimitRange', 'NetworkPolicy']);
  });

  test('is no longer allowed after the next change of what the team deploys', async () => {
    await drop('limits');
    project.commit();
    project.edit('stacks/roles.ts', CONFIG_MAP, SERVICE_ACCOUNT);
    await project.synthesized();
    expect(kinds()).toEqual(['ConfigMap', 'NetworkPolicy', 'ServiceAccount']);
  });

  test('leaves no trace when the change is taken back before it was committed', async () => {
    await drop('limits');
    project.git('checkout', '--', 'stacks');
    await project.synthesized();
    expect(project.changes()).toEqual([]);
  });
});
