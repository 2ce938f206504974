import { join } from 'node:path';
import { component, folderOf } from '../component-cache.ts';
import { type Cluster, needComponents } from './cluster.ts';
import { kubectl } from './kubectl.ts';

/** Where the custom resource definitions of a project are, in the folder of its component. */
const DEFINITIONS = {
  'gateway-api': 'config/crd/standard',
  'external-secrets': 'config/crds/bases',
  'prometheus-operator': 'example/prometheus-operator-crd',
  argocd: 'manifests/crds',
} as const;

/** A project whose kinds a cluster can have. */
export type CustomResources = keyof typeof DEFINITIONS;

/** Installs the definitions of custom resources, and waits until the API server serves them. */
export async function installCustomResources(cluster: Cluster, projects: readonly CustomResources[]): Promise<void> {
  needComponents(projects);
  for (const project of projects) {
    const folder = join(folderOf(component(project)), DEFINITIONS[project]);
    await kubectl(cluster, ['apply', '--server-side', project === 'argocd' ? '-k' : '-f', folder]);
  }
  await kubectl(cluster, ['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
}
