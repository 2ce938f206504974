import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Resource } from '../../tools/cluster/api-client.ts';
import type { Deployment } from '../../tools/cluster/deployment.ts';
import { waitFor } from '../../tools/cluster/wait.ts';
import { refusedPods, strangers } from './support/audit.ts';
import { APPS, deployPlatform, Platform } from './support/platform.ts';
import { deployment as deploymentOf } from './support/workloads.ts';

const { httpd, redis, catalog } = APPS;
/** The stack with a Job before its sync, and the image of that Job. */
const CATALOG = { name: 'catalog', image: 'docker.io/library/redis' };

let platform: Platform;
let running: Deployment;
let start: string;

beforeAll(async () => {
  platform = new Platform([{ name: 'test', stacks: { httpd, redis, catalog } }]);
  await platform.release();
  start = platform.head();
  // so many seconds after a fault Argo CD looks by itself: nobody tells it to
  running = await deployPlatform(platform, { resync: 5 });
}, 300_000);

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
    await startSync();

    await running.argocd.kill(name);
    expect(await operationOf('catalog')).toBe('Running');
    await running.argocd.restart(name);

    await deployed();
  });

  it('the repo-server is killed, and Argo CD hears of the commit while it is away', async () => {
    await startSync();
    await running.argocd.kill('argocd-repo-server');
    platform.project.edit('environments/test.ts', 'httpd({ replicas: 4', 'httpd({ replicas: 6');
    await platform.release();
    await running.argocd.webhook(['httpd']);
    await hasStatus('httpd', 'Unknown');

    await running.argocd.restart('argocd-repo-server');

    await deployed({ httpd: 6 });
  });

  it.each(['kube-apiserver', 'etcd'])('%s is killed', async (name) => {
    await startSync();

    await running.cluster.keeper.kill(name, 'SIGKILL');
    await running.cluster.restart(name);

    await deployed();
  });

  it('the Git server goes away for a while', async () => {
    const repository = join(platform.project.root, '.git');
    const away = `${repository}.away`;
    await startSync();
    renameSync(repository, away);
    try {
      await running.argocd.webhook(['httpd']);
      await hasStatus('httpd', 'Unknown');
    } finally {
      renameSync(away, repository);
    }

    await deployed();
  });
});

it('nobody but Argo CD, controllers and the installer writes meanwhile, and no pod is refused', async () => {
  expect(strangers({ file: running.cluster.audit, argocd: running.argocd.user })).toEqual([]);
  expect(await refusedPods(running)).toEqual([]);
});

/** Commits a change of two stacks, one of which has a Job that takes a while, and waits until the Job runs. */
async function startSync(): Promise<void> {
  platform.project.edit('environments/test.ts', 'httpd({ replicas: 3', 'httpd({ replicas: 4');
  platform.project.edit('environments/test.ts', 'catalog({ host', 'catalog({ replicas: 5, host');
  platform.tag('test', CATALOG.image, 'slow');
  await platform.release();
  await running.argocd.webhook();
  await waitFor(async () => /waiting for completion of hook batch\/Job/.test(await messageOf('catalog')), {
    what: 'the sync to be under way',
    timeout: 30_000,
    explain: () => messageOf('catalog'),
  });
}

async function deployed({ httpd = 4 } = {}): Promise<void> {
  await running.settled({ timeout: 60_000, poke: 'never' });
  const client = running.cluster.as('installer');
  const replicas = async (name: string) => (await client.get(deploymentOf(name))).spec.replicas;
  expect([await replicas('httpd'), await replicas('catalog')]).toEqual([httpd, 5]);
}

/** Waits until Argo CD says that of the sync of an Application. */
async function hasStatus(name: string, status: string): Promise<void> {
  await waitFor(async () => (await application(name)).status?.sync?.status === status, {
    what: `${name} to be ${status}`,
    timeout: 30_000,
  });
}

async function operationOf(name: string): Promise<string | undefined> {
  return (await application(name)).status?.operationState?.phase;
}

async function messageOf(name: string): Promise<string> {
  return (await application(name)).status?.operationState?.message ?? '';
}

async function application(name: string): Promise<Resource> {
  const path = `/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/${name}`;
  return running.cluster.as('installer').get(path);
}
