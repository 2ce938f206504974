import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Tests that need no cluster of their own: they run against the one that STELE_E2E_KUBECONFIG leads to. */
const ON_GIVEN_CLUSTERS = ['accepted', 'deploy', 'network'];

/** Why the others need a cluster of their own. Of a test that is not listed, one has to assume that it does. */
const REASONS = {
  changes: 'they push commits, for which Argo CD has to follow a local repository',
  faults: 'they kill processes of the control plane and of Argo CD',
  'fix-forward': 'they need images that never turn ready, and crash, and a local repository',
  promotion: 'they need two clusters, and a local repository',
};

/** The patterns of the tests that can run. */
export function testsToRun() {
  if (!process.env.STELE_E2E_KUBECONFIG) return ['<rootDir>/test/e2e/*.test.ts'];
  return ON_GIVEN_CLUSTERS.map((name) => `<rootDir>/test/e2e/${name}.test.ts`);
}

/** Says which tests are not run, and why. */
export function saySkipped() {
  if (!process.env.STELE_E2E_KUBECONFIG) return;
  const names = readdirSync(join(import.meta.dirname, '..')).flatMap(
    (file) => /^(.+)\.test\.ts$/.exec(file)?.[1] ?? [],
  );
  for (const name of names.filter((one) => !ON_GIVEN_CLUSTERS.includes(one))) {
    console.error(`not run against a given cluster: ${name}: ${REASONS[name] ?? 'it needs a cluster of its own'}`);
  }
}
