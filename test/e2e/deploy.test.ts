import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '../../tools/cluster/wait.ts';
import { refusedPods, strangers } from './support/audit.ts';
import { GIVEN_KUBECONFIG } from './support/test-cluster.ts';
import { deployCommitted, type TestDeployment, whyNoDeployment } from './support/test-deployment.ts';

/** Its facts have to be those of a given cluster. */
const CLUSTER = process.env.STELE_E2E_CLUSTER || 'prod-eu-1';

const obstacle = whyNoDeployment();
const title = `the root Application of ${CLUSTER}`;

let running: TestDeployment;

(obstacle === undefined ? describe : describe.skip)(obstacle ? `${title} (not run: ${obstacle})` : title, () => {
  beforeAll(async () => {
    running = await deployCommitted(CLUSTER);
    // the kinds of the Prometheus operator come from one of the Applications, after objects that need them
    await running.settled({ timeout: 240_000, poke: 'once' });
  }, 300_000);

  afterAll(() => running?.stop());

  it('brings all Applications to Synced and Healthy, and they stay so without another sync', async () => {
    const before = await syncs();

    await lookedAgain();
    await running.settled();

    expect(await syncs()).toEqual(before);
  });

  it('runs the migration of a stack at its first installation', async () => {
    const jobs = await running.cluster.as('installer').list('/apis/batch/v1/namespaces/catalog/jobs');

    expect(jobs.map(({ metadata, status }) => [metadata.name, status.succeeded])).toEqual([['catalog-migrate', 1]]);
  });

  it('has no pod refused', async () => {
    expect(await refusedPods(running)).toEqual([]);
  });

  const isAudited = GIVEN_KUBECONFIG === undefined;
  const isWritten = 'is written by Argo CD, controllers and the installer only';
  (isAudited ? it : it.skip)(isAudited ? isWritten : `${isWritten} (not run: there is no audit log to read)`, () => {
    expect(running.audit && strangers(running.audit)).toEqual([]);
  });
});

/** Has Argo CD look at all again. On a given cluster, where the seal lets nobody tell it to, it does so in its own time. */
async function lookedAgain(): Promise<void> {
  if (GIVEN_KUBECONFIG === undefined) return await running.argocd.webhook();
  // Argo CD says it to the second
  const before = `${new Date().toISOString().slice(0, 19)}Z`;
  await waitFor(
    async () => (await running.argocd.applications()).every(({ status }) => (status?.reconciledAt ?? '') > before),
    { what: 'Argo CD to look again', timeout: 500_000, interval: 2_000 },
  );
}

/** How often each Application was synced, by name. */
async function syncs(): Promise<Readonly<Record<string, number>>> {
  const applications = await running.argocd.applications();
  return Object.fromEntries(applications.map(({ metadata, status }) => [metadata.name, status.history?.length ?? 0]));
}
