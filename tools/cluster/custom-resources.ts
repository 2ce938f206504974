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
  // for clusters where only applications run, the kinds that these have: the API server works long on the others
  'http-routes': ['gateway-api', 'config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'],
  'secret-references': ['external-secrets', 'config/crds/bases/external-secrets.io_externalsecrets.yaml'],
  'pod-monitors': ['prometheus-operator', 'example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml'],
  probes: ['prometheus-operator', 'example/prometheus-operator-crd/monitoring.coreos.com_probes.yaml'],
  'service-monitors': [
    'prometheus-operator',
    'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
  ],
  alertmanagers: ['prometheus-operator', 'example/prometheus-operator-crd/monitoring.coreos.com_alertmanagers.yaml'],
  prometheuses: ['prometheus-operator', 'example/prometheus-operator-crd/monitoring.coreos.com_prometheuses.yaml'],
  'alert-rules': ['prometheus-operator', 'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml'],
  applications: ['argocd', 'manifests/crds/application-crd.yaml'],
  projects: ['argocd', 'manifests/crds/appproject-crd.yaml'],
  'application-sets': ['argocd', 'manifests/crds/applicationset-crd.yaml'],
  argocd: ['argocd', 'manifests/crds'],
} as const satisfies Record<string, readonly [ComponentName, string]>;

/** Kinds that a cluster can have. */
export type CustomResources = keyof typeof DEFINITIONS;

/** Installs definitions of custom resources, and waits until the API server serves them. */
export async function installCustomResources(cluster: Reachable, names: readonly CustomResources[]): Promise<void> {
  if (names.length === 0) return;
  needComponents(names.map((name) => DEFINITIONS[name][0]));
  const placesOf = (some: readonly CustomResources[]) =>
    some.map((name) => join(folderOf(component(DEFINITIONS[name][0])), DEFINITIONS[name][1]));
  for (const place of placesOf(names.filter(isKustomized))) {
    await kubectl(cluster, ['apply', '--server-side', '-k', place]);
  }
  const files = placesOf(names.filter((name) => !isKustomized(name))).flatMap((place) => ['-f', place]);
  if (files.length > 0) await kubectl(cluster, ['apply', '--server-side', ...files]);
  const established = ['wait', '--for=condition=Established', 'crd', '--all', '--timeout=5s'];
  // it fails at once on a definition that has no conditions yet
  await waitFor(async () => (await kubectl(cluster, established)) !== '', {
    what: 'definitions of custom resources',
    timeout: 60_000,
  });
}

function isKustomized(name: CustomResources): boolean {
  return name === 'argocd';
}
