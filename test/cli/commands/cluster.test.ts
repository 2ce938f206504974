import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { stele, temporaryFolder, temporaryProject } from '../binary.ts';

const project = temporaryProject();
const state = temporaryFolder();

function cluster(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return stele(project, ['cluster', ...words], { XDG_STATE_HOME: state, ...environment });
}

describe('stele cluster up', () => {
  test.each([
    [
      'prod/prod-us-2',
      'prod has no ring or cluster "prod-us-2" (did you mean "prod-us-1"?); there are: ring-0, ring-1, prod-eu-1, prod-us-1',
    ],
    ['prod', 'names no cluster; write <env>/<cluster>; clusters: prod/prod-eu-1, prod/prod-us-1'],
    ['prod/prod-us-1/web', 'names no cluster; write <env>/<cluster>; clusters: prod/prod-eu-1, prod/prod-us-1'],
  ])('refuses %s', async (part, message) => {
    expect(await cluster(['up', part])).toEqual({ code: 2, stdout: '', stderr: `${part}: ${message}\n1 problem\n` });
  });

  test('refuses a time to wait that is no number of seconds', async () => {
    const { code, stderr } = await cluster(['up', 'prod/prod-us-1', '--timeout', '5m']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'stele cluster up: --timeout 5m is no number of seconds; write a whole number from 1 to 86400\n1 problem\n',
    });
  });

  test('names what is missing to build and to run the components, each with its remedy', async () => {
    const empty = temporaryFolder();
    const { code, stdout, stderr } = await cluster(['up', 'prod/prod-us-1'], { PATH: empty, XDG_CACHE_HOME: empty });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(
        /^go: is missing, and has to build kubernetes, .*; install Go \d+\.\d+[.\d]* or newer: https:\/\/go\.dev\/dl\/$/,
      ),
      'redis-server: is missing; install it, on Debian: apt-get install redis-server',
      'git: is missing; install it, on Debian: apt-get install git',
      '3 problems',
      '',
    ]);
    expect(existsSync(join(state, 'stele'))).toBe(false);
  });

  test('refuses a folder that sockets and Git could not be in', async () => {
    const { code, stderr } = await cluster(['up', 'prod/prod-us-1'], { XDG_STATE_HOME: `${state}/my state` });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `${state}/my state/stele/clusters/prod.prod-us-1: holds characters other than letters, digits and /._~+@,-; set XDG_STATE_HOME to another folder\n1 problem\n`,
    });
  });

  test('says in its help that pods are simulated', async () => {
    expect((await cluster(['up', '--help'])).stdout.replace(/\s+/g, ' ')).toContain('Pods are simulated: kwok plays');
  });
});

describe('stele cluster status', () => {
  test('lists nothing where nothing runs, and says so', async () => {
    expect(await cluster(['status'])).toEqual({ code: 0, stdout: '', stderr: 'none is running\n' });
    expect(await cluster(['status', '--format', 'json'])).toEqual({
      code: 0,
      stdout: '{\n  "version": 1,\n  "clusters": []\n}\n',
      stderr: 'none is running\n',
    });
  });

  test('ends with 1 when the cluster that was named does not run', async () => {
    expect(await cluster(['status', 'prod/prod-us-1'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'prod/prod-us-1 is not running\n',
    });
  });

  test.each(['prod', '../../etc', 'prod/../x', 'prod/a/b', 'PROD/a'])(
    'refuses %s, which names no cluster',
    async (part) => {
      expect(await cluster(['status', part])).toEqual({
        code: 2,
        stdout: '',
        stderr: `${part}: names no cluster; write <env>/<cluster>, such as dev/dev-1\n1 problem\n`,
      });
    },
  );
});

describe('stele cluster down', () => {
  test('does nothing where nothing runs', async () => {
    expect(await cluster(['down', 'prod/prod-us-1'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'prod/prod-us-1 is not running\n',
    });
    expect(await cluster(['down', '--all'])).toEqual({ code: 0, stdout: '', stderr: 'none is running\n' });
  });

  test.each([[[]], [['prod/prod-us-1', '--all']]])('refuses %j', async (words) => {
    expect(await cluster(['down', ...words])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'stele cluster down: name one cluster, or write --all; none is running\n1 problem\n',
    });
  });

  test('names the nearest that there is, and removes what a start that was killed left', async () => {
    const home = temporaryFolder();
    const folder = join(home, 'stele/clusters/prod.prod-us-1');
    mkdirSync(folder, { recursive: true });
    // the test runner runs, and has not started then
    const starter = { pid: process.pid, started: 'long ago' };
    const record = { version: 2, environment: 'prod', cluster: 'prod-us-1', root: project, starter };
    const more = { since: '2026-01-01T00:00:00.000Z', kubernetes: 'v1.36.1', argocd: 'v3.5.3', customResources: [] };
    writeFileSync(join(folder, 'playground.json'), JSON.stringify({ ...record, ...more }));

    expect(await cluster(['down', 'prod/prod-us-2'], { XDG_STATE_HOME: home })).toMatchObject({
      code: 0,
      stderr: 'prod/prod-us-2 is not running (did you mean "prod/prod-us-1"?)\n',
    });
    expect(await cluster(['status', 'prod/prod-us-1'], { XDG_STATE_HOME: home })).toEqual({
      code: 1,
      stdout: `prod/prod-us-1 ended; remove what it left: stele cluster down prod/prod-us-1; since ${more.since}, from ${project}\n`,
      stderr: '',
    });
    expect(await cluster(['down', 'prod/prod-us-1'], { XDG_STATE_HOME: home })).toEqual({
      code: 0,
      stdout: '',
      stderr: 'prod/prod-us-1 is stopped\n',
    });
    expect(existsSync(folder)).toBe(false);
  });
});
