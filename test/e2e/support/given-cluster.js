import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Tests that need no cluster of their own: they run against the one that STELE_E2E_KUBECONFIG leads to. */
const ON_GIVEN_CLUSTERS = ['accepted', 'deploy', 'network'];

/** Whether there is a given cluster. */
export const IS_GIVEN = Boolean(process.env.STELE_E2E_KUBECONFIG);

/** Why the others need a cluster of their own. Of a test that is not listed, one has to assume that it does. */
const REASONS = new Map([
  ['changes', 'they push commits, for which Argo CD has to follow a local repository'],
  ['faults', 'they kill processes of the control plane and of Argo CD'],
  ['fix-forward', 'they need images that never turn ready, and crash, and a local repository'],
  ['removal', 'they push commits, for which Argo CD has to follow a local repository'],
  ['promotion', 'they need two clusters, and a local repository'],
]);

const UNKNOWN = 'they start clusters of their own, or are not known to leave a cluster as it was';

/** The patterns of the tests that can run. What is deployed from a given repository stays, so that no other can follow. */
export function testsToRun() {
  if (!IS_GIVEN) return ['<rootDir>/test/e2e/*.test.ts'];
  const names = process.env.STELE_E2E_REPOSITORY ? ['deploy'] : ON_GIVEN_CLUSTERS;
  return names.map((name) => `<rootDir>/test/e2e/${name}.test.ts`);
}

/** Ends a run of tests that all start clusters of their own, when there is a given one. */
export function needOwnClusters() {
  if (IS_GIVEN) throw new Error('these tests start clusters of their own; unset STELE_E2E_KUBECONFIG');
}

/** Says which tests are not run against a given cluster, and why. */
export async function saySkipped() {
  if (!IS_GIVEN) return;
  const files = readdirSync(join(import.meta.dirname, '..'));
  const names = files.flatMap((file) => /^(.+)\.test\.ts$/.exec(file)?.[1] ?? []);
  const { whyNoDeployment } = await import('./test-deployment.ts');
  const others = names.filter((name) => !ON_GIVEN_CLUSTERS.includes(name));
  const reasons = new Map(others.map((name) => [name, REASONS.get(name) ?? UNKNOWN]));
  const obstacle = whyNoDeployment();
  if (obstacle !== undefined) reasons.set('deploy', obstacle);
  for (const [name, reason] of reasons) {
    console.error(`not run against a given cluster: ${name}: ${reason}`);
  }
}
