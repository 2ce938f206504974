import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Deployment } from '../../tools/cluster/deployment.ts';
import { waitFor } from '../../tools/cluster/wait.ts';
import { APPS, deployPlatform, Platform } from './support/platform.ts';
import { deployment as deploymentOf } from './support/workloads.ts';

const { httpd, nginx } = APPS;

let platform: Platform;
let running: Deployment;
let start: string;

beforeAll(async () => {
  platform = new Platform([{ name: 'test', stacks: { httpd, nginx } }]);
  await platform.release();
  start = platform.head();
  running = await deployPlatform(platform);
});

afterAll(async () => {
  await running?.stop();
  platform?.project.remove();
});

beforeEach(async () => {
  platform.reset(start);
  await running.settled();
});

describe('a commit is deployed although in the middle of the sync', () => {
  it.each(['argocd-repo-server', 'argocd-application-controller', 'redis'] as const)('%s is killed', async (name) => {
    await release();

    await running.argocd.kill(name);
    await running.argocd.restart(name);

    await deployed();
  });

  it.each(['kube-apiserver', 'etcd'])('%s is killed', async (name) => {
    await release();

    await running.cluster.keeper.kill(name, 'SIGKILL');
    await running.cluster.restart(name);

    await deployed();
  });

  it('the Git server goes away for a while', async () => {
    const repository = join(platform.project.root, '.git');
    const away = `${repository}.away`;
    await release();
    renameSync(repository, away);
    await running.argocd.webhook(['httpd']);
    await waitFor(async () => (await statusOf('httpd')) === 'Unknown', {
      what: 'Argo CD to miss the repository',
      timeout: 30_000,
    }).finally(() => renameSync(away, repository));

    await deployed();
  });
});

async function release(): Promise<void> {
  platform.project.edit('environments/test.ts', 'httpd({ replicas: 3', 'httpd({ replicas: 4');
  platform.project.edit('environments/test.ts', 'nginx({ replicas: 2', 'nginx({ replicas: 5');
  await platform.release();
  await running.argocd.webhook();
}

async function deployed(): Promise<void> {
  await running.settled({ timeout: 60_000 });
  const client = running.cluster.as('installer');
  const replicas = async (name: string) => (await client.get(deploymentOf(name))).spec.replicas;
  expect([await replicas('httpd'), await replicas('nginx')]).toEqual([4, 5]);
}

async function statusOf(application: string): Promise<string | undefined> {
  const all = await running.argocd.applications();
  return all.find(({ metadata }) => metadata.name === application)?.status?.sync?.status;
}
