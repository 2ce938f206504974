import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Resource } from '../../tools/cluster/api-client.ts';
import type { Deployment } from '../../tools/cluster/deployment.ts';
import { waitFor } from '../../tools/cluster/wait.ts';
import { refusedPods, strangers } from './support/audit.ts';
import { APPS, deployPlatform, Platform } from './support/platform.ts';
import { deployment as deploymentOf } from './support/workloads.ts';

const { httpd, podinfo, nginx, report, everything, registry } = APPS;
const APPLICATIONS = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';
const EVERYTHING = 'stacks/apps/everything.ts';

let platform: Platform;
let running: Deployment;
let start: string;

beforeAll(async () => {
  platform = new Platform([{ name: 'test', stacks: { httpd, podinfo, nginx, report, everything, registry } }]);
  platform.project.edit('stacks/apps/nginx.ts', "team: 'web',", "team: 'web',\n  onRemove: 'delete',");
  await platform.release();
  start = platform.head();
  running = await deployPlatform(platform);
}, 300_000);

afterAll(async () => {
  await running?.stop();
  platform?.project.remove();
});

beforeEach(async () => {
  platform.reset(start);
  await running.settled();
});

it('kinds that no stack of this repository renders are Synced and Healthy, and stay so without another sync', async () => {
  const before = await syncs();

  await running.argocd.webhook();
  await running.settled();

  expect(await syncs()).toEqual(before);
});

describe('what leaves Git', () => {
  it('is pruned', async () => {
    const installer = running.cluster.as('installer');
    const budgets = '/apis/policy/v1/namespaces/httpd/poddisruptionbudgets';
    expect(await installer.list(budgets)).toHaveLength(1);

    platform.project.edit('environments/test.ts', 'httpd({ replicas: 3', 'httpd({ replicas: 1');
    await platform.release();
    await running.settled();

    expect(await installer.list(budgets)).toEqual([]);
  });

  it('is pruned also when it was the last object of a kind that its project allows', async () => {
    const installer = running.cluster.as('installer');
    const monitors = '/apis/monitoring.coreos.com/v1/namespaces/podinfo/podmonitors';
    expect(await installer.list(monitors)).toHaveLength(1);

    platform.project.edit('stacks/apps/podinfo.ts', "web.monitor({ port: 'metrics' });", '');
    await platform.release();
    // the project has changed when the Application of the stack looks
    await syncAlone('stele-root');
    await running.settled();

    expect(await installer.list(monitors)).toEqual([]);
  });

  it.each([
    {
      what: 'a claim',
      path: '/api/v1/namespaces/everything/persistentvolumeclaims/books',
      remove() {
        platform.project.edit(EVERYTHING, "const books = new Claim(chart, 'books', { size: '1Gi' });", '');
        platform.project.edit(EVERYTHING, "mounts: { '/books': books }", "writable: { '/books': '1Mi' }");
      },
    },
    {
      what: 'a Namespace',
      path: '/api/v1/namespaces/everything',
      remove: () =>
        platform.project.edit(EVERYTHING, "name: 'everything',", "name: 'everything',\n  namespace: 'all-of-it',"),
    },
  ])('goes only after a confirmation when it is $what', async ({ path, remove }) => {
    const installer = running.cluster.as('installer');
    const { uid } = (await installer.get(path)).metadata;

    remove();
    await platform.release();
    await running.argocd.webhook();
    await waitFor(async () => /waiting for pruning confirmation/.test(await operationOf('everything')), {
      what: 'Argo CD to ask',
      timeout: 60_000,
      explain: () => operationOf('everything'),
    });
    const waiting = await installer.get(path);
    expect({ uid: waiting.metadata.uid, leaving: waiting.metadata.deletionTimestamp }).toEqual({ uid });

    await approve('everything');

    await waitFor(async () => (await installer.find(path)) === undefined, { what: 'it to go', timeout: 60_000 });
    await running.settled();
  });

  // Argo CD puts no tracking id on definitions of custom resources, so it does not know which are its own
  it('stays for ever when it is a CustomResourceDefinition', async () => {
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/accounts.example.com';
    const installer = running.cluster.as('installer');
    const { uid } = (await installer.get(path)).metadata;
    const text = platform.project.read(EVERYTHING);
    const [before, rest = ''] = text.split("    new ApiObject(chart, 'accounts', {");
    platform.project.write(EVERYTHING, `${before}${rest.replace(/^.*?\n {4}\}\);\n/s, '')}`);

    const changes = await platform.release();
    await running.settled();
    await approve('everything');
    await running.argocd.webhook();
    await running.settled();

    expect(changes.some((line) => /^ D .*CustomResourceDefinition\.accounts/.test(line))).toBe(true);
    const { metadata } = await installer.get(path);
    expect({ uid: metadata.uid, leaving: metadata.deletionTimestamp }).toEqual({ uid });
  });
});

describe('a stack that leaves an environment', () => {
  it('leaves its objects where they are when it says nothing else', async () => {
    const installer = running.cluster.as('installer');
    const namespace = '/api/v1/namespaces/report';
    const job = '/apis/batch/v1/namespaces/report/cronjobs/report';
    const before = await uids([namespace, job]);
    removeStack('report');
    await platform.release();
    await running.settled({ except: ['report'] });

    await waitFor(async () => (await installer.find(`${APPLICATIONS}/report`)) === undefined, GONE);
    expect(await uids([namespace, job])).toEqual(before);
  });

  it('takes its objects along when it says so, after a confirmation', async () => {
    const installer = running.cluster.as('installer');
    const { uid } = (await installer.get(deploymentOf('nginx'))).metadata;
    removeStack('nginx');
    await platform.release();
    await running.argocd.webhook();
    await waitFor(async () => {
      const { deletionTimestamp } = (await installer.get(`${APPLICATIONS}/nginx`)).metadata;
      return deletionTimestamp !== undefined;
    }, GONE);
    // nothing goes before somebody has said that the Namespace may go
    expect(await uids([deploymentOf('nginx')])).toEqual([uid]);

    await approve('nginx');

    await waitFor(async () => (await installer.find(`${APPLICATIONS}/nginx`)) === undefined, GONE);
    await waitFor(async () => (await installer.find('/api/v1/namespaces/nginx')) === undefined, GONE);
  });
});

describe('an object that moves to another stack', () => {
  it('in two commits is never away', async () => {
    const installer = running.cluster.as('installer');
    const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    const before = await installer.get(`${roles}/account-reader`);
    expect(ownerOf(before)).toBe('everything');
    const lost: string[] = [];
    const end = await installer.watch(roles, ({ type, object }) => {
      if (type === 'DELETED') lost.push(object.metadata.name);
    });

    platform.project.edit(EVERYTHING, 'const KEEP = false', 'const KEEP = true');
    await platform.release();
    await running.settled();
    moveReader();
    await platform.release();
    // the former stack misses it before the new one has it: the worse order
    await syncAlone('everything');
    await running.settled();

    end();
    const after = await installer.get(`${roles}/account-reader`);
    expect({ lost, uid: after.metadata.uid }).toEqual({ lost: [], uid: before.metadata.uid });
    expect(ownerOf(after)).toBe('registry');
    // nor do the two stacks go on taking it from each other
    const settled = await syncs();
    await running.argocd.webhook();
    await running.settled();
    expect(await syncs()).toEqual(settled);
  });
});

it('nobody writes meanwhile but Argo CD, controllers, the installer and who approves, and no pod is refused', async () => {
  const { audit: file } = running.cluster;
  expect(strangers({ file, argocd: running.argocd.user, expected: ['platform-admin'] })).toEqual([]);
  expect(await refusedPods(running)).toEqual([]);
});

const GONE = { what: 'it to go', timeout: 60_000 };

/** How often each Application was synced, by name. */
async function syncs(): Promise<Readonly<Record<string, number>>> {
  const applications = await running.argocd.applications();
  return Object.fromEntries(applications.map(({ metadata, status }) => [metadata.name, status.history?.length ?? 0]));
}

/** Has one Application look at the last commit, and do what it finds to do, before any other. */
async function syncAlone(name: string): Promise<void> {
  const commit = platform.head();
  await running.argocd.webhook([name]);
  await waitFor(
    async () => {
      const { status, operation } = await running.cluster.as('installer').get(`${APPLICATIONS}/${name}`);
      const isIdle = operation === undefined && status.operationState?.phase !== 'Running';
      return isIdle && status.sync?.revision === commit;
    },
    { what: `${name} to look at the commit`, timeout: 60_000 },
  );
}

/** What Argo CD says of the sync of an Application. */
async function operationOf(application: string): Promise<string> {
  const { status } = await running.cluster.as('installer').get(`${APPLICATIONS}/${application}`);
  return status?.operationState?.message ?? '';
}

/** What a person does who confirms that precious objects may go. */
async function approve(application: string): Promise<void> {
  const approval = { 'argocd.argoproj.io/deletion-approved': new Date().toISOString() };
  const admin = running.cluster.as('platform-admin');
  await admin.patch(`${APPLICATIONS}/${application}`, 'merge', { metadata: { annotations: approval } });
}

async function uids(paths: readonly string[]): Promise<readonly (string | undefined)[]> {
  const installer = running.cluster.as('installer');
  return Promise.all(paths.map(async (path) => (await installer.find(path))?.metadata.uid));
}

/** The Application that deploys an object. */
function ownerOf({ metadata }: Resource): string | undefined {
  return metadata.annotations?.['argocd.argoproj.io/tracking-id']?.split(':')[0];
}

function removeStack(name: 'report' | 'nginx'): void {
  platform.project.edit('environments/test.ts', `    ${APPS[name]}\n`, '');
  platform.project.edit('environments/test.ts', `import { ${name} } from '../stacks/apps/${name}.ts';\n`, '');
}

function moveReader(): void {
  const text = platform.project.read(EVERYTHING);
  platform.project.write(EVERYTHING, `${text.slice(0, text.indexOf('    const reader ='))}  },\n});\n`);
  platform.project.edit(EVERYTHING, '  keepOnPrune,\n', '');
  platform.project.edit('stacks/apps/registry.ts', 'const OWNS = false', 'const OWNS = true');
}
