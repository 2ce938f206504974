import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Deployment } from '../../tools/cluster/deployment.ts';
import { waitFor } from '../../tools/cluster/wait.ts';
import { APPS, deployPlatform, Platform } from './support/platform.ts';
import { isReady, pods } from './support/workloads.ts';

const { httpd, redis, catalog, nginx } = APPS;
const HTTPD = 'docker.io/library/httpd';
const REDIS = 'docker.io/library/redis';
const NGINX = 'docker.io/nginxinc/nginx-unprivileged';

let platform: Platform;
let running: Deployment;
let start: string;

beforeAll(async () => {
  platform = new Platform([{ name: 'test', stacks: { httpd, redis, catalog, nginx } }]);
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

describe('an image that never turns ready', () => {
  it.each([
    ['a Deployment', 'httpd', HTTPD],
    ['a StatefulSet', 'redis', REDIS],
  ] as const)('is replaced in %s by the commit that mends it, within 15 s', async (_, stack, image) => {
    platform.tag('test', image, 'never-ready');
    await platform.release();
    await running.argocd.webhook();
    await hasBrokenPod(stack, 'never-ready');

    platform.revert();
    const fixed = performance.now();
    await running.settled({ timeout: 15_000, poke: false });

    expect(performance.now() - fixed).toBeLessThan(15_000);
    expect((await pods(running.cluster, stack)).every(isReady)).toBe(true);
  });

  it('is replaced also when the same commit changed a configuration', async () => {
    const page = platform.project.read('stacks/apps/httpd/index.html');
    platform.project.write('stacks/apps/httpd/index.html', `${page}<!-- changed -->\n`);
    platform.tag('test', HTTPD, 'never-ready');
    await platform.release();
    await running.argocd.webhook();
    await hasBrokenPod('httpd', 'never-ready');

    platform.revert();
    await running.settled({ timeout: 15_000, poke: false });

    expect((await pods(running.cluster, 'httpd')).every(isReady)).toBe(true);
  });
});

describe('one broken stack', () => {
  it('whose pods crash again and again stops no other', async () => {
    platform.tag('test', NGINX, 'crash-loop');
    await platform.release();
    await running.argocd.webhook();
    await hasBrokenPod('nginx', 'crash-loop');

    platform.project.edit('environments/test.ts', 'httpd({ replicas: 3', 'httpd({ replicas: 4');
    await platform.release();
    await running.settled({ timeout: 15_000, except: ['nginx'], poke: false });

    expect(await pods(running.cluster, 'httpd')).toHaveLength(4);
  });

  it('whose manifest is broken stops no other', async () => {
    const [file = ''] = platform.project.git('ls-files', 'manifests/*/Deployment.nginx.yaml').trim().split('\n');
    platform.project.write(file, 'kind: [this is no manifest\n');
    platform.project.edit('environments/test.ts', 'httpd({ replicas: 3', 'httpd({ replicas: 5');
    await platform.project.synthesized('test/test-1/httpd');
    platform.project.commit();

    await running.settled({ timeout: 15_000, except: ['nginx'], poke: false });

    expect(await pods(running.cluster, 'httpd')).toHaveLength(5);
  });
});

async function hasBrokenPod(namespace: string, tag: string): Promise<void> {
  await waitFor(
    async () =>
      (await pods(running.cluster, namespace)).some(
        (pod) => pod.status.phase === 'Running' && !isReady(pod) && pod.spec.containers[0].image.includes(tag),
      ),
    { what: `a pod of ${namespace} that is ${tag}`, timeout: 20_000 },
  );
}
