import { describe, expect, test } from '@jest/globals';
import { stele, temporaryProject } from '../binary.ts';

const project = temporaryProject();

describe('stele tree', () => {
  test('lists the stacks of a cluster, their objects and files', async () => {
    const { code, stdout, stderr } = await stele(project, ['tree', 'prod/prod-us-1']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^web prod-us-1 manifests\/prod\/ring-1\/web\/prod-us-1\n {2}KIND +NAME +FILE\n/);
    expect(stdout).toMatch(
      /\nworker _all manifests\/prod\/ring-1\/worker\/_all\n(?:.*\n)* {2}Namespace +worker +manifests\/prod\/ring-1\/worker\/_all\/_cluster\/Namespace\.worker\.yaml\n/,
    );
  });

  test('prints JSON', async () => {
    const { code, stdout } = await stele(project, ['tree', 'prod/prod-us-1', '--format', 'json']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ version: 1, environment: 'prod', cluster: 'prod-us-1' });
    expect(report.stacks.map(({ stack }: { stack: string }) => stack)).toEqual(['web', 'worker']);
    expect(report.stacks[1].objects).toContainEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      name: 'worker',
      file: 'manifests/prod/ring-1/worker/_all/_cluster/Namespace.worker.yaml',
    });
  });

  test.each(['prod', 'prod/ring-0', 'prod/prod-us-1/web'])('refuses %s, which is no cluster', async (part) => {
    expect(await stele(project, ['tree', part])).toEqual({
      code: 2,
      stdout: '',
      stderr: `${part}: names no cluster; write <env>/<cluster>; clusters: prod/prod-eu-1, prod/prod-us-1\n1 problem\n`,
    });
  });
});
