import { describe, expect, jest, test } from '@jest/globals';
import { eachWithCommittedProject } from '../../support/committed-project.ts';
import type { GitProject } from '../../support/git-project.ts';

// each test runs the command
jest.setTimeout(60_000);

const DEV_3 = "cluster('dev-3', { preset: presets.kubeadm, region: 'here', ring: 1, kubernetes: '1.36' }),";

let project: GitProject;
eachWithCommittedProject((copy) => {
  project = copy;
});

/** How many files each folder, given by the first parts of its path, gained, lost or has changed: `+ - ~`. */
async function changesBy(depth: number): Promise<Record<string, string>> {
  await project.synthesized();
  const signs = project.changes().map((line) => {
    const sign = line.startsWith('??') ? '+' : line.startsWith(' D') ? '-' : '~';
    return [line.slice(3).replace('manifests/', '').split('/').slice(0, depth).join('/'), sign] as const;
  });
  const folders = Map.groupBy(signs, ([folder]) => folder);
  return Object.fromEntries(
    [...folders].map(([folder, all]) => [folder, [...new Set(all.map(([, sign]) => sign))].sort().join('')]),
  );
}

describe('A change of the fleet', () => {
  test('that removes an environment removes its files', async () => {
    project.delete('environments/prod.ts');
    expect(await changesBy(1)).toEqual({ prod: '-' });
    expect(project.has('manifests/prod')).toBe(false);
  });

  test('that removes a cluster removes what only it ran, and the pointers to it', async () => {
    project.edit('environments/dev.ts', DEV_3, '');
    expect(await changesBy(3)).toEqual({
      'dev/_clusters/dev-3': '-',
      'dev/ring-1/access': '-',
      'dev/ring-1/place': '-',
      'dev/ring-1/roles': '-',
      'dev/ring-1/site': '-',
    });
  });

  test('that adds a cluster like another one adds its pointers, and nothing else', async () => {
    project.edit('environments/dev.ts', DEV_3, `${DEV_3}\n${DEV_3.replace('dev-3', 'dev-0')}`);
    expect(await changesBy(3)).toEqual({ 'dev/_clusters/dev-0': '+' });
  });

  test('that gives one cluster values of its own changes nothing that another cluster runs', async () => {
    project.edit('environments/dev.ts', 'access({})', "access({}, { 'dev-2': {} })");
    expect(await changesBy(4)).toEqual({
      'dev/_clusters/dev-2/Application.access.yaml': '~',
      'dev/ring-0/access/dev-2': '+',
    });
  });

  test('that moves a cluster into another ring moves what it runs', async () => {
    project.edit('environments/dev.ts', 'ring: 1', 'ring: 0');
    expect(await changesBy(3)).toEqual({
      'dev/_clusters/dev-3': '~',
      'dev/ring-1/access': '-',
      'dev/ring-1/place': '-',
      'dev/ring-1/roles': '-',
      'dev/ring-1/site': '-',
    });
  });

  test('that takes a stack from some clusters takes its pointers from them', async () => {
    project.edit('environments/dev.ts', 'place({})', "place({}).on('dev-1', 'dev-3')");
    expect(await changesBy(4)).toEqual({
      'dev/_clusters/dev-2/AppProject.web.yaml': '~',
      'dev/_clusters/dev-2/Application.place.yaml': '-',
      'dev/ring-0/place/there': '-',
    });
  });
});
