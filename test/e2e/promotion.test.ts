import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Deployment } from '../../tools/cluster/deployment.ts';
import { runStele } from '../support/git-project.ts';
import { refusedPods, strangers } from './support/audit.ts';
import { APPS, deployPlatform, Platform } from './support/platform.ts';
import { deployment as deploymentOf } from './support/workloads.ts';

const IMAGE = 'docker.io/library/httpd';

let platform: Platform;
const running: Deployment[] = [];

beforeAll(async () => {
  platform = new Platform([
    { name: 'before', stacks: { httpd: APPS.httpd } },
    { name: 'after', promoteFrom: 'before', stacks: { httpd: APPS.httpd } },
  ]);
  await platform.release();
  for (const environment of ['before', 'after']) running.push(await deployPlatform(platform, { environment }));
}, 300_000);

afterAll(async () => {
  await Promise.all(running.map((one) => one.stop()));
  platform?.project.remove();
});

it('a promotion commit moves a version from one cluster to the other', async () => {
  platform.tag('before', IMAGE, '2.4.67');
  await platform.release();
  await Promise.all(running.map((one) => one.settled()));
  expect(await versions()).toEqual(['2.4.67', '2.4.66']);

  const { code, stderr } = await runStele(platform.project.root, ['promote', 'before', 'after']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  await platform.release();
  await Promise.all(running.map((one) => one.settled()));

  expect(await versions()).toEqual(['2.4.67', '2.4.67']);
});

it('nobody but Argo CD, controllers and the installer writes meanwhile, and no pod is refused', async () => {
  for (const { cluster, argocd } of running) {
    expect(strangers({ file: cluster.audit, argocd: argocd.user })).toEqual([]);
    expect(await refusedPods({ cluster })).toEqual([]);
  }
});

/** The tag that each cluster runs, in the order of the clusters. */
function versions(): Promise<readonly (string | undefined)[]> {
  return Promise.all(
    running.map(async ({ cluster }) => {
      const workload = await cluster.as('installer').get(deploymentOf('httpd'));
      return /:([^:@]+)@/.exec(workload.spec.template.spec.containers[0].image)?.[1];
    }),
  );
}
