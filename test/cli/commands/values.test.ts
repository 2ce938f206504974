import { describe, expect, test } from '@jest/globals';
import { stele, temporaryFolder, temporaryProject } from '../binary.ts';

const project = temporaryProject();

describe('stele values', () => {
  test('prints every value of every stack of a cluster, with where it came from', async () => {
    expect(await stele(project, ['values', 'prod/prod-us-1'])).toEqual({
      code: 0,
      stdout: [
        'STACK  PATH             VALUE              ORIGIN',
        'web    replicas         3                  cluster',
        'web    host             "web.example.com"  environment',
        'web    limits.requests  100                default',
        'web    limits.bytes     5                  cluster',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  test('prints one stack', async () => {
    const { stdout } = await stele(project, ['values', 'dev/dev-1/web']);
    expect(stdout).toMatch(/^PATH +VALUE +ORIGIN\nreplicas +2 +default\n/);
  });

  test('prints JSON', async () => {
    const { code, stdout } = await stele(project, ['values', 'prod/prod-eu-1/web', '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      environment: 'prod',
      cluster: 'prod-eu-1',
      stacks: [
        {
          stack: 'web',
          values: [
            { path: 'replicas', value: 6, origin: 'environment' },
            { path: 'host', value: 'web.example.com', origin: 'environment' },
            { path: 'limits.requests', value: 100, origin: 'default' },
            { path: 'limits.bytes', value: 1000, origin: 'default' },
          ],
        },
      ],
    });
  });

  test.each([
    ['prod', 'prod: names no cluster; write <env>/<cluster>[/<stack>]; clusters: prod/prod-eu-1, prod/prod-us-1'],
    [
      'prd/prod-eu-1',
      'prd/prod-eu-1: there is no environment "prd" (did you mean "prod"?); environments: dev, prod, staging',
    ],
    ['prod/prod-us-1/wb', 'prod/prod-us-1/wb: no stack "wb" runs there (did you mean "web"?); stacks: web, worker'],
  ])('refuses the part %s', async (part, message) => {
    expect(await stele(project, ['values', part])).toEqual({ code: 2, stdout: '', stderr: `${message}\n1 problem\n` });
  });

  test('works from a folder below the root', async () => {
    const { code } = await stele(`${project}/stacks/apps`, ['values', 'dev/dev-1']);
    expect(code).toBe(0);
  });

  test('says that a folder belongs to no platform repository', async () => {
    const folder = temporaryFolder();
    const { code, stderr } = await stele(folder, ['values', 'dev/dev-1']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `${folder}: no stele.config.ts here or in a folder above; run stele in a platform repository\n1 problem\n`,
    );
  });
});
