import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../../tools/cluster/api-client.ts';
import { readKubeconfig } from '../../tools/cluster/kubeconfig.ts';
import { isRunning, type ProcessIdentity } from '../../tools/cluster/process-identity.ts';
import { waitFor } from '../../tools/cluster/wait.ts';
import { plainEnvironment, runStele } from '../support/git-project.ts';
import { CHECKOUT } from '../support/project-folder.ts';
import { withKeptLogs } from './support/kept-logs.ts';
import { APPS, Platform } from './support/platform.ts';
import { deployment } from './support/workloads.ts';

const NAME = 'test/test-1';

let platform: Platform;
let state: string;
let clusters: string;

beforeAll(() => {
  platform = new Platform([{ name: 'test', stacks: { httpd: APPS.httpd, nginx: APPS.nginx } }]);
  state = mkdtempSync(join(tmpdir(), 'stele-state-'));
  clusters = join(state, 'stele', 'clusters');
  withKeptLogs({ keepLogs });
});

afterEach(async () => {
  await cluster('down', '--all');
});

afterAll(() => {
  platform?.project.remove();
  if (state !== undefined) rmSync(state, { recursive: true, force: true });
});

describe('stele cluster', () => {
  it('starts a cluster that outlives the command, deploys what changes, and stops without a trace', async () => {
    const up = await cluster('up', NAME);
    expect({ code: up.code, stderr: up.stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(
        /^Kubernetes v[\d.]+, Argo CD v[\d.]+, 3 of 3 Applications Synced and Healthy, [\d.]+ s\n$/,
      ),
    });
    // etcd, the API server, controllers, scheduler, nodes, and the three of Argo CD, in the hands of the keeper
    const processes = processesIn('test.test-1');
    expect(processes.filter(isRunning).length).toBeGreaterThanOrEqual(9);

    const { code, stdout } = await cluster('status', NAME, '--format', 'json');
    const [report] = JSON.parse(stdout).clusters;
    const well = (name: string) => ({ name, sync: 'Synced', health: 'Healthy' });
    expect({ code, report }).toMatchObject({
      code: 0,
      report: { environment: 'test', cluster: 'test-1', healthy: true, root: platform.project.root },
    });
    expect(report.applications).toEqual(['httpd', 'nginx', 'stele-root'].map(well));
    expect(up.stdout).toContain(`\nexport KUBECONFIG=${report.kubeconfig}\n`);

    const admin = new ApiClient(readKubeconfig(report.kubeconfig));
    expect((await admin.get(deployment('httpd'))).spec.replicas).toBe(3);

    platform.project.edit('environments/test.ts', APPS.httpd, APPS.httpd.replace('3', '4'));
    const again = await cluster('up', NAME);
    expect(again.code).toBe(0);
    expect(again.stderr).toMatch(/^M manifests\/test\/ring-0\/httpd\/\S+\/Deployment\.httpd\.yaml\n1 file changed, /);
    expect((await admin.get(deployment('httpd'))).spec.replicas).toBe(4);
    expect(processesIn('test.test-1')[0]).toEqual(processes[0]);

    expect((await cluster('up', NAME)).stderr).toMatch(/^nothing changed: test\/test-1 has what /);

    // a stack with a kind that nothing had before
    platform.project.edit('environments/test.ts', 'stacks: [', `stacks: [\n    ${APPS.podinfo}`);
    platform.project.edit(
      'environments/test.ts',
      'import { httpd }',
      "import { podinfo } from '../stacks/apps/podinfo.ts';\nimport { httpd }",
    );
    const further = await cluster('up', NAME);
    expect({ code: further.code, stderr: further.stderr }).toMatchObject({ code: 0 });
    expect(await admin.list('/apis/monitoring.coreos.com/v1/namespaces/podinfo/podmonitors')).toHaveLength(1);
    admin.close();

    const down = await cluster('down', NAME);
    expect({ code: down.code, stderr: down.stderr }).toEqual({ code: 0, stderr: 'test/test-1 is stopped\n' });
    expect(processes.filter(isRunning)).toEqual([]);
    expect(readdirSync(clusters)).toEqual([]);
  });

  it('leaves nothing when the command that starts a cluster is killed', async () => {
    const child = start('up', NAME);
    await waitFor(async () => processesIn('test.test-1').length > 3, { what: 'processes', timeout: 60_000 });
    const processes = processesIn('test.test-1');

    child.kill('SIGKILL');

    await waitFor(async () => readdirSync(clusters).length === 0, { what: 'the folder to go', timeout: 20_000 });
    await waitFor(async () => processes.every((one) => !isRunning(one)), { what: 'processes to go', timeout: 20_000 });
  });

  it('has stopped all when Ctrl-C has ended the command', async () => {
    const child = start('up', NAME);
    await waitFor(async () => processesIn('test.test-1').length > 3, { what: 'processes', timeout: 60_000 });
    const processes = processesIn('test.test-1');
    const ended = new Promise((resolve) => child.once('exit', resolve));

    child.kill('SIGINT');

    expect(await ended).toBe(130);
    expect({ processes: processes.filter(isRunning), folders: readdirSync(clusters) }).toEqual({
      processes: [],
      folders: [],
    });
  });

  it('stops what is left of a cluster whose keeper was killed', async () => {
    await cluster('up', NAME);
    const [keeper, ...others] = processesIn('test.test-1');
    if (keeper === undefined) throw new Error('the cluster has no keeper');
    process.kill(keeper.pid, 'SIGKILL');
    await waitFor(async () => !isRunning(keeper), { what: 'the keeper to go', timeout: 20_000 });

    const status = await cluster('status', NAME);
    expect({ code: status.code, stdout: status.stdout }).toEqual({
      code: 1,
      stdout: expect.stringMatching(/^test\/test-1 ended; remove what it left: stele cluster down test\/test-1;/),
    });
    expect((await cluster('down', NAME)).code).toBe(0);
    await waitFor(async () => others.every((one) => !isRunning(one)), { what: 'processes to go', timeout: 20_000 });
    expect(readdirSync(clusters)).toEqual([]);
  });
});

function cluster(...words: readonly string[]) {
  return runStele(platform.project.root, ['cluster', ...words], { XDG_STATE_HOME: state });
}

function start(...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(CHECKOUT, 'cli/stele.js'), 'cluster', ...words], {
    cwd: platform.project.root,
    env: { ...plainEnvironment(), XDG_STATE_HOME: state },
    stdio: 'ignore',
  });
}

/** Copies the logs of the clusters that the failed test has left, before they are taken down. */
function keepLogs(): string {
  const kept = mkdtempSync(join(tmpdir(), 'stele-logs-'));
  for (const name of readdirSync(clusters)) cpSync(join(clusters, name, 'logs'), join(kept, name), { recursive: true });
  return kept;
}

/** The processes that a cluster says it has: its keeper first. */
function processesIn(name: string): readonly ProcessIdentity[] {
  const file = join(clusters, name, 'processes.json');
  if (!existsSync(file)) return [];
  const { keeper, children } = JSON.parse(readFileSync(file, 'utf8'));
  return [keeper, ...children];
}
