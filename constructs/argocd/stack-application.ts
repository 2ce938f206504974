import type { IApplicationDestination } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationDestination';
import type { IApplicationSpec } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationSpec';
import type { IResourceIgnoreDifferences } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ResourceIgnoreDifferences';
import type { Config } from '../../model/config.ts';
import type { KubeObject } from '../../model/kube.ts';
import { ARGOCD_API_VERSION, ARGOCD_NAMESPACE, MANIFESTS, RESOURCES_FINALIZER } from './place.ts';
import { type SyncPolicyOptions, syncPolicy } from './sync-policy.ts';

export interface ApplicationObject extends KubeObject {
  readonly spec: IApplicationSpec;
}

export interface StackApplicationOptions extends Omit<SyncPolicyOptions, 'keepIgnoredFields'> {
  readonly name: string;
  readonly project: string;
  readonly repository: Config['repository'];
  /** The folder that it deploys, relative to `manifests/`. */
  readonly path: string;
  readonly destination: IApplicationDestination;
  /**
   * What becomes of the objects when the Application is removed.
   * @default "orphan": they stay
   */
  readonly onRemove?: 'orphan' | 'delete';
  /**
   * Fields that controllers write: left out of the diff, and kept by syncs.
   * @default none
   */
  readonly ignoreDifferences?: readonly IResourceIgnoreDifferences[];
}

/** The Application that deploys a folder of this repository, as a plain object. */
export function stackApplication(options: StackApplicationOptions): ApplicationObject {
  const { name, project, repository, path, destination, prune = true, selfHeal = true } = options;
  const ignored = options.ignoreDifferences ?? [];
  return {
    apiVersion: ARGOCD_API_VERSION,
    kind: 'Application',
    metadata: {
      name,
      namespace: ARGOCD_NAMESPACE,
      // a commit that touches nothing below its path costs it nothing
      annotations: { 'argocd.argoproj.io/manifest-generate-paths': '.' },
      ...(options.onRemove === 'delete' ? { finalizers: [RESOURCES_FINALIZER] } : {}),
    },
    spec: {
      project,
      destination,
      source: {
        repoURL: repository.url,
        // the whole name of the reference: a tag of the same name would win over the short one
        targetRevision: `refs/heads/${repository.branch}`,
        path: `${MANIFESTS}/${path}`,
        directory: { recurse: true },
      },
      ...(ignored.length > 0 ? { ignoreDifferences: [...ignored] } : {}),
      syncPolicy: syncPolicy({ prune, selfHeal, keepIgnoredFields: ignored.length > 0 }),
    },
  };
}
