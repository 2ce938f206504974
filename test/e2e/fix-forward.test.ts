import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Deployment } from '../../tools/cluster/deployment.ts';
import { waitFor } from '../../tools/cluster/wait.ts';
import { refusedPods, strangers } from './support/audit.ts';
import { APPS, deployPlatform, Platform } from './support/platform.ts';
import { isReady, pods } from './support/workloads.ts';

const { httpd, redis, catalog, nginx } = APPS;
const NGINX = 'docker.io/nginxinc/nginx-unprivileged';

/** Stacks that run a workload of a kind, with an image and a configuration of its own. */
const WORKLOADS = [
  {
    kind: 'a Deployment',
    stack: 'httpd',
    image: 'docker.io/library/httpd',
    configuration: 'stacks/apps/httpd/index.html',
    comment: (text: string) => `<!-- ${text} -->`,
  },
  {
    kind: 'a StatefulSet',
    stack: 'redis',
    image: 'docker.io/library/redis',
    configuration: 'stacks/apps/redis/redis.conf',
    comment: (text: string) => `# ${text}`,
  },
] as const;

let platform: Platform;
let running: Deployment;
let start: string;

beforeAll(async () => {
  platform = new Platform([{ name: 'test', stacks: { httpd, redis, catalog, nginx } }]);
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

describe.each(WORKLOADS)('$kind with an image that never turns ready', ({ stack, image, configuration, comment }) => {
  it('is mended by a commit that takes it back, within 15 s', async () => {
    platform.tag('test', image, 'never-ready');
    await breakWith(stack, 'never-ready');

    platform.revert();

    await isMended(stack);
  });

  it('is mended by a commit with another image within 15 s, also when the bad one changed a configuration', async () => {
    // the bad commit also prunes a generation then
    configure('one');
    await platform.release();
    await running.settled();
    configure('two');
    platform.tag('test', image, 'never-ready');
    await breakWith(stack, 'never-ready');

    platform.tag('test', image, 'mended');
    await platform.release();

    await isMended(stack);
    const images = (await pods(running.cluster, stack)).map(({ spec }) => spec.containers[0].image);
    expect(images.filter((name) => !name.includes(':mended@'))).toEqual([]);
  });

  function configure(text: string): void {
    platform.project.write(configuration, `${platform.project.read(configuration)}${comment(text)}\n`);
  }
});

describe('one broken stack', () => {
  it('whose pods crash again and again stops no other', async () => {
    platform.tag('test', NGINX, 'crash-loop');
    await breakWith('nginx', 'crash-loop');

    platform.project.edit('environments/test.ts', 'httpd({ replicas: 3', 'httpd({ replicas: 4');
    await platform.release();
    await running.settled({ timeout: 15_000, except: ['nginx'], poke: 'once' });

    expect(await pods(running.cluster, 'httpd')).toHaveLength(4);
    expect((await pods(running.cluster, 'nginx')).every(isReady)).toBe(false);
  });

  it('whose manifest is broken stops no other', async () => {
    const [file = ''] = platform.project.git('ls-files', 'manifests/*/Deployment.nginx.yaml').trim().split('\n');
    platform.project.write(file, 'kind: [this is no manifest\n');
    platform.project.edit('environments/test.ts', 'httpd({ replicas: 3', 'httpd({ replicas: 5');
    await platform.project.synthesized('test/test-1/httpd');
    platform.project.commit();

    await running.settled({ timeout: 15_000, except: ['nginx'], poke: 'once' });

    expect(await pods(running.cluster, 'httpd')).toHaveLength(5);
  });
});

it('nobody but Argo CD, controllers and the installer writes meanwhile, and no pod is refused', async () => {
  expect(strangers({ file: running.cluster.audit, argocd: running.argocd.user })).toEqual([]);
  expect(await refusedPods(running)).toEqual([]);
});

/** Commits what was changed, and waits for a pod that it breaks. */
async function breakWith(stack: string, tag: string): Promise<void> {
  await platform.release();
  await running.argocd.webhook();
  await waitFor(
    async () =>
      (await pods(running.cluster, stack)).some(
        (pod) => pod.status.phase === 'Running' && !isReady(pod) && pod.spec.containers[0].image.includes(`:${tag}@`),
      ),
    { what: `a pod of ${stack} that is ${tag}`, timeout: 30_000 },
  );
}

/** Waits until the last commit runs, with one webhook for it and nobody's help. */
async function isMended(stack: string): Promise<void> {
  await running.settled({ timeout: 15_000, poke: 'once' });
  expect((await pods(running.cluster, stack)).every(isReady)).toBe(true);
}
