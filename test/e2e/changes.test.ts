import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Resource } from '../../tools/cluster/api-client.ts';
import type { Deployment } from '../../tools/cluster/deployment.ts';
import { tryKubectl } from '../../tools/cluster/kubectl.ts';
import { waitFor } from '../../tools/cluster/wait.ts';
import { refusedPods, strangers } from './support/audit.ts';
import { follow } from './support/history.ts';
import { APPS, deployPlatform, Platform } from './support/platform.ts';
import { deployedState } from './support/state.ts';
import { deployment as deploymentOf, isReady, pods } from './support/workloads.ts';

const { httpd, podinfo } = APPS;
const PODINFO = deploymentOf('podinfo');
const HTTPD = deploymentOf('httpd');
const PAGE = 'stacks/apps/httpd/index.html';
const AUTOSCALE =
  'if (config.replicas > 1) web.autoscale({ min: config.replicas, max: config.replicas * 3, cpu: 70 });';

let platform: Platform;
let running: Deployment;
let start: string;

beforeAll(async () => {
  platform = new Platform([{ name: 'test', stacks: { httpd, podinfo } }]);
  platform.project.edit('stacks/apps/podinfo.ts', AUTOSCALE, '');
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

describe('a commit', () => {
  it('that changes one value touches one file, is followed, and is taken back by a revert', async () => {
    const former = await deployedState(running.cluster);
    platform.project.edit('environments/test.ts', httpd, httpd.replace('3', '4'));

    const changes = await platform.release();
    await running.settled();

    expect(changes.map((line) => line.replace(/^.*\//, ''))).toEqual(['Deployment.httpd.yaml']);
    expect((await running.cluster.as('installer').get(HTTPD)).spec.replicas).toBe(4);
    expect(await deployedState(running.cluster)).not.toEqual(former);

    platform.revert();
    await running.settled();

    expect(await deployedState(running.cluster)).toEqual(former);
  });
});

describe('a commit that changes configuration', () => {
  it('rolls the pods; what the former pods mount stays during and after it, and goes with the next change', async () => {
    const [first = ''] = await generations();
    const history = await follow(running.cluster, 'httpd');
    await changePage('one');

    const rollout = history.stop();
    expect(rollout.lostConfigMaps).toEqual([]);
    const second = (await generations()).filter((name) => name !== first);
    expect(await generations()).toEqual([first, ...second].sort());
    expect(await mounted()).toEqual([...second, ...second, ...second]);

    await changePage('two');

    const third = (await generations()).filter((name) => !second.includes(name));
    expect(third).toHaveLength(1);
    expect(third).not.toEqual([first]);
    expect(await generations()).toEqual([...second, ...third].sort());
    expect(await mounted()).toEqual([...third, ...third, ...third]);
  });

  it('can be undone with kubectl while Argo CD is away: the former pods start, until Argo CD heals', async () => {
    const [first = ''] = await generations();
    await changePage('one');
    const [second = ''] = (await generations()).filter((name) => name !== first);
    await running.argocd.kill('argocd-application-controller');
    const history = await follow(running.cluster, 'httpd');
    try {
      const undo = ['rollout', 'undo', 'deployment/httpd', '--namespace=httpd'];
      expect(await tryKubectl(running.cluster, 'break-glass', undo)).toMatchObject({ code: 0 });
      const complete = ['rollout', 'status', 'deployment/httpd', '--namespace=httpd', '--timeout=30s'];
      expect(await tryKubectl(running.cluster, 'break-glass', complete)).toMatchObject({ code: 0 });
    } finally {
      await running.argocd.restart('argocd-application-controller');
    }
    const { started, lostConfigMaps } = history.stop();
    // no kubelet looks for what a pod mounts, so the test does
    expect(started.map(siteOf)).toEqual([first, first, first]);
    expect(await generations()).toContain(first);
    expect(lostConfigMaps).toEqual([]);

    // a controller that comes back does not look at what it saw a moment ago
    await running.argocd.webhook(['httpd']);
    await waitFor(async () => (await mounted()).every((name) => name === second), {
      what: 'the pods that Git has',
      timeout: 30_000,
    });
  });

  it('is taken back by a revert that restores every object', async () => {
    const former = await deployedState(running.cluster);
    await changePage('one');
    expect(Object.keys(await deployedState(running.cluster)).length).toBe(Object.keys(former).length + 1);

    platform.revert();
    await running.settled();

    expect(await deployedState(running.cluster)).toEqual(former);
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
  it('never has fewer pods than the minimum, from the commit that switches it on to later ones', async () => {
    const installer = running.cluster.as('installer');
    const history = await follow(running.cluster, 'podinfo');
    let fewest = Number.POSITIVE_INFINITY;
    const end = await installer.watch('/apis/apps/v1/namespaces/podinfo/deployments', ({ object }) => {
      fewest = Math.min(fewest, object.spec.replicas);
    });
    const stack = platform.project.read('stacks/apps/podinfo.ts');

    platform.project.write(
      'stacks/apps/podinfo.ts',
      stack.replace("web.monitor({ port: 'metrics' });", `$&\n    ${AUTOSCALE}`),
    );
    await platform.release();
    await running.settled();
    // as the autoscaler does
    await installer.patch(`${PODINFO}/scale`, 'merge', { spec: { replicas: 5 } });
    platform.project.edit('stacks/apps/podinfo.ts', "memory: '64Mi'", "memory: '96Mi'");
    await platform.release();
    await running.settled();

    end();
    expect({ fewest, ready: history.stop().fewestReady }).toEqual({ fewest: 3, ready: 3 });
    const after = await installer.get(PODINFO);
    expect(after.spec.replicas).toBe(5);
    expect(after.spec.template.spec.containers[0].resources.requests.memory).toBe('96Mi');
    expect((await pods(running.cluster, 'podinfo')).filter(isReady)).toHaveLength(5);
  });
});

it('nobody writes meanwhile but Argo CD, controllers, the installer and break-glass, and no pod is refused', async () => {
  const { audit: file } = running.cluster;
  expect(strangers({ file, argocd: running.argocd.user, expected: ['break-glass'] })).toEqual([]);
  expect(await refusedPods(running)).toEqual([]);
});

/** Changes a file that the pods mount, and waits until the change is deployed. */
async function changePage(text: string): Promise<void> {
  platform.project.write(PAGE, `${platform.project.read(PAGE)}<!-- ${text} -->\n`);
  await platform.release();
  await running.settled();
}

/** Names of the ConfigMaps with the page that are in the cluster. */
async function generations(): Promise<readonly string[]> {
  const all = await running.cluster.as('installer').list('/api/v1/namespaces/httpd/configmaps');
  return all
    .map(({ metadata }) => metadata.name)
    .filter((name) => name.startsWith('httpd-site-'))
    .sort();
}

/** The one that each pod mounts. */
async function mounted(): Promise<readonly (string | undefined)[]> {
  return (await pods(running.cluster, 'httpd')).map(siteOf);
}

function siteOf(pod: Resource): string | undefined {
  const volumes: readonly { readonly configMap?: { readonly name: string } }[] = pod.spec.volumes;
  return volumes.map(({ configMap }) => configMap?.name ?? '').find((name) => name.startsWith('httpd-site-'));
}
