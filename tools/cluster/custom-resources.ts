import { join } from 'node:path';
import { component, folderOf } from '../component-cache.ts';
import type { ComponentName } from '../components.ts';
import { needComponents } from './cluster.ts';
import { kubectl, type Reachable } from './kubectl.ts';
import { waitFor } from './wait.ts';

/** Where definitions of custom resources are: the component, and the file or folder in it. */
const DEFINITIONS = {
  'gateway-api': ['gateway-api', 'config/crd/standard'],
  'external-secrets': ['external-secrets', 'config/crds/bases'],
  'prometheus-operator': ['prometheus-operator', 'example/prometheus-operator-crd'],
  /** For clusters where only applications run. */
  'pod-monitors': ['prometheus-operator', 'example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml'],
  probes: ['prometheus-operator', 'example/prometheus-operator-crd/monitoring.coreos.com_probes.yaml'],
  argocd: ['argocd', 'manifests/crds'],
} as const satisfies Record<string, readonly [ComponentName, string]>;

/** Kinds that a cluster can have. */
export type CustomResources = keyof typeof DEFINITIONS;

/** Installs definitions of custom resources, and waits until the API server serves them. */
export async function installCustomResources(cluster: Reachable, names: readonly CustomResources[]): Promise<void> {
  if (names.length === 0) return;
  needComponents(names.map((name) => DEFINITIONS[name][0]));
  for (const name of names) {
    const [owner, path] = DEFINITIONS[name];
    const place = join(folderOf(component(owner)), path);
    await kubectl(cluster, ['apply', '--server-side', name === 'argocd' ? '-k' : '-f', place]);
  }
  const established = ['wait', '--for=condition=Established', 'crd', '--all', '--timeout=5s'];
  // it fails at once on a definition that has no conditions yet
  await waitFor(async () => (await kubectl(cluster, established)) !== '', {
    what: 'definitions of custom resources',
    timeout: 60_000,
  });
}
