import type { Config } from '../../model/config.ts';
import type { Environment } from '../../model/resolved.ts';
import { ARGOCD_NAMESPACE, IN_CLUSTER } from './place.ts';
import { type AppProjectObject, projectObject, projectSpec } from './project.ts';
import { type ApplicationObject, stackApplication } from './stack-application.ts';

/** The project of the root Applications, and the root Application of a cluster that has its own Argo CD. */
export const ROOT = 'stele-root';

export interface RootApplicationOptions {
  /** Name of the cluster whose pointers it reads. */
  readonly cluster: string;
  /** The folder of its pointers, relative to `manifests/`: whoever writes them knows how names are encoded in it. */
  readonly folder: string;
  readonly environment: Pick<Environment, 'argocd'>;
  readonly config: Pick<Config, 'repository'>;
}

/**
 * The Application that deploys all others of a cluster: it reads the folder of the cluster's pointers. Day 0 creates
 * it; it is not in the tree, so that no commit can remove it.
 *
 * Its name is `stele-root`, or `<cluster>.stele-root` where a hub deploys to the cluster. It has no finalizer:
 * removing it stops deployment and touches nothing that runs.
 */
export function rootApplication({ cluster, folder, environment, config }: RootApplicationOptions): ApplicationObject {
  const { hub, prune, selfHeal } = environment.argocd;
  return stackApplication({
    name: pointerName(cluster, hub, ROOT),
    project: ROOT,
    repository: config.repository,
    path: folder,
    destination: { server: IN_CLUSTER, namespace: ARGOCD_NAMESPACE },
    prune,
    selfHeal,
  });
}

/**
 * The project of the root Applications: from this repository it may write Applications and AppProjects into Argo CD's
 * own namespace, and nothing else. One per Argo CD.
 */
export function rootProject(config: Pick<Config, 'repository'>): AppProjectObject {
  return projectObject(
    ROOT,
    projectSpec({
      description: 'What runs where: the Applications and AppProjects that Stele renders',
      repositories: [config.repository.url],
      destinations: [{ server: IN_CLUSTER, namespace: ARGOCD_NAMESPACE }],
      clusterKinds: [],
      namespacedKinds: ['argoproj.io/Application', 'argoproj.io/AppProject'],
    }),
  );
}

/** The name of a pointer: its own, or with the cluster's before it where a hub keeps those of many clusters. */
export function pointerName(cluster: string, hub: string | undefined, name: string): string {
  return hub === undefined ? name : `${cluster}.${name}`;
}
