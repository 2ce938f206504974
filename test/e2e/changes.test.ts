import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Deployment } from '../../tools/cluster/deployment.ts';
import { waitFor } from '../../tools/cluster/wait.ts';
import { APPS, deployPlatform, Platform } from './support/platform.ts';
import { deployment as deploymentOf, isReady, lowest, pods } from './support/workloads.ts';

const { httpd, podinfo, nginx, report } = APPS;
const PODINFO = deploymentOf('podinfo');
const HTTPD = deploymentOf('httpd');
const AUTOSCALE =
  'if (config.replicas > 1) web.autoscale({ min: config.replicas, max: config.replicas * 3, cpu: 70 });';

let platform: Platform;
let running: Deployment;
let start: string;

beforeAll(async () => {
  platform = new Platform([{ name: 'test', stacks: { httpd, podinfo, nginx, report } }]);
  platform.project.edit('stacks/apps/nginx.ts', "team: 'web',", "team: 'web',\n  onRemove: 'delete',");
  platform.project.edit('stacks/apps/podinfo.ts', AUTOSCALE, '');
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

describe('a commit', () => {
  it('that changes one value touches one file, is followed, and is taken back by a revert', async () => {
    const installer = running.cluster.as('installer');
    const former = await installer.get(HTTPD);
    platform.project.edit('environments/test.ts', APPS.httpd, APPS.httpd.replace('3', '4'));

    const changes = await platform.release();
    await running.settled();

    expect(changes.map((line) => line.replace(/^.*\//, ''))).toEqual(['Deployment.httpd.yaml']);
    expect((await installer.get(HTTPD)).spec.replicas).toBe(4);

    platform.revert();
    await running.settled();

    expect((await installer.get(HTTPD)).spec).toEqual(former.spec);
  });

  it('that changes configuration rolls the pods, and keeps what the former pods mount', async () => {
    const installer = running.cluster.as('installer');
    const generations = async () =>
      (await installer.list('/api/v1/namespaces/httpd/configmaps'))
        .map(({ metadata }) => metadata.name)
        .filter((name) => name.startsWith('httpd-site-'));
    const [first] = await generations();
    const page = platform.project.read('stacks/apps/httpd/index.html');

    platform.project.write('stacks/apps/httpd/index.html', `${page}<!-- one -->\n`);
    await platform.release();
    await running.settled();

    const second = (await generations()).filter((name) => name !== first);
    expect(second).toHaveLength(1);
    expect(await generations()).toContain(first);
    const mounted = (await pods(running.cluster, 'httpd')).map((pod) => JSON.stringify(pod.spec.volumes));
    expect(mounted.every((text) => text.includes(second[0] ?? '?'))).toBe(true);

    platform.project.write('stacks/apps/httpd/index.html', `${page}<!-- two -->\n`);
    await platform.release();
    await running.settled();

    expect(await generations()).not.toContain(first);
    expect(await generations()).toContain(second[0]);
  });
});

describe('a change by hand', () => {
  it('is healed', async () => {
    const admin = running.cluster.as('break-glass');
    await admin.patch(HTTPD, 'merge', { spec: { replicas: 1 } });

    await waitFor(async () => (await admin.get(HTTPD)).spec.replicas === 3, {
      what: 'the number of replicas in Git',
      timeout: 20_000,
    });
  });

  it('that deletes an object is healed', async () => {
    const admin = running.cluster.as('break-glass');
    const { uid } = (await admin.get(HTTPD)).metadata;
    await admin.delete(HTTPD);

    await waitFor(async () => ((await admin.find(HTTPD))?.metadata.uid ?? uid) !== uid, {
      what: 'a new Deployment',
      timeout: 20_000,
    });
  });
});

describe('an autoscaled workload', () => {
  it('never has fewer pods than before, from the commit that switches it on to later ones', async () => {
    const installer = running.cluster.as('installer');
    const replicas = lowest(async () => (await installer.get(PODINFO)).spec.replicas);
    const stack = platform.project.read('stacks/apps/podinfo.ts');

    platform.project.write(
      'stacks/apps/podinfo.ts',
      stack.replace("web.monitor({ port: 'metrics' });", `$&\n    ${AUTOSCALE}`),
    );
    await platform.release();
    await running.settled();
    await installer.patch(`${PODINFO}/scale`, 'merge', { spec: { replicas: 5 } });
    platform.project.edit('stacks/apps/podinfo.ts', "memory: '64Mi'", "memory: '96Mi'");
    await platform.release();
    await running.settled();

    expect(await replicas.stop()).toBe(3);
    const after = await installer.get(PODINFO);
    expect(after.spec.replicas).toBe(5);
    expect(after.spec.template.spec.containers[0].resources.requests.memory).toBe('96Mi');
    expect((await pods(running.cluster, 'podinfo')).filter(isReady)).toHaveLength(5);
  });
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
    await running.settled();

    expect(await installer.list(monitors)).toEqual([]);
  });

  it('stays where it is when it is a whole stack that says nothing else', async () => {
    const installer = running.cluster.as('installer');
    removeStack('report');
    await platform.release();
    await running.settled();

    await waitFor(async () => !(await applications()).includes('report'), GONE);
    expect(await installer.find('/apis/batch/v1/namespaces/report/cronjobs/report')).toBeDefined();
  });

  it('is deleted when it is a whole stack that says so, after a confirmation', async () => {
    const installer = running.cluster.as('installer');
    removeStack('nginx');
    await platform.release();
    await running.settled({ except: ['nginx', 'stele-root'] });
    const waiting = await waitFor(async () => {
      const application = await installer.get(`${APPLICATIONS}/nginx`);
      return application.metadata.deletionTimestamp !== undefined && application;
    }, GONE);
    // nothing goes before somebody has said that the Namespace may go
    expect(await installer.find(deploymentOf('nginx'))).toBeDefined();

    const approval = { 'argocd.argoproj.io/deletion-approved': new Date().toISOString() };
    await installer.patch(`${APPLICATIONS}/${waiting.metadata.name}`, 'merge', { metadata: { annotations: approval } });

    await waitFor(async () => !(await applications()).includes('nginx'), GONE);
    await waitFor(async () => (await installer.find('/api/v1/namespaces/nginx')) === undefined, {
      what: 'the Namespace to go',
      timeout: 20_000,
    });
  });
});

const GONE = { what: 'the Application to go', timeout: 40_000 };
const APPLICATIONS = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';

async function applications(): Promise<readonly string[]> {
  return (await running.argocd.applications()).map(({ metadata }) => metadata.name);
}

function removeStack(name: 'report' | 'nginx'): void {
  platform.project.edit('environments/test.ts', `    ${APPS[name]}\n`, '');
  platform.project.edit('environments/test.ts', `import { ${name} } from '../stacks/apps/${name}.ts';\n`, '');
}
