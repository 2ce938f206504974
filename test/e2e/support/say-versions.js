import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { isBuilt } from '../../../tools/build-component.ts';
import { component, folderOf, versionOf } from '../../../tools/component-cache.ts';
import { COMPONENTS } from '../../../tools/components.ts';
import { IS_GIVEN, saySkipped } from './given-cluster.js';

/** What tests on a given cluster need of this machine: kubectl, and two programs that read manifests. */
const ON_GIVEN_CLUSTERS = ['kubernetes', 'kustomize', 'cyclonus'];

/** Says which components the tests run against; without them there is nothing to test. */
export default async function sayVersions() {
  const missing = neededComponents().filter((one) => !isBuilt(one));
  if (missing.length > 0) {
    throw new Error(`not built: ${missing.map(({ name }) => name).join(', ')}; run npm run tools`);
  }
  console.error(versions());
  await saySkipped();
}

/** What the tests run against, in one line. */
export function versions() {
  if (IS_GIVEN) return `against the given cluster, Kubernetes ${serverVersion()}`;
  return `against ${neededComponents()
    .map((one) => `${one.name} ${versionOf(one)}`)
    .join(', ')}`;
}

/** @returns {readonly import('../../../tools/components.ts').Component[]} */
function neededComponents() {
  return COMPONENTS.filter((one) => (IS_GIVEN ? ON_GIVEN_CLUSTERS.includes(one.name) : !('set' in one)));
}

function serverVersion() {
  const kubectl = join(folderOf(component('kubernetes')), 'kubectl');
  const args = ['--kubeconfig', process.env.STELE_E2E_KUBECONFIG ?? '', 'version', '--output', 'json'];
  const told = JSON.parse(execFileSync(kubectl, args, { encoding: 'utf8' }));
  return told.serverVersion.gitVersion;
}
