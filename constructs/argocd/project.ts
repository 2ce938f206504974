import type { IApplicationDestination } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationDestination';
import type { IAppProjectSpec } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProjectSpec';
import type { ISyncWindow } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/SyncWindow';
import type { SyncWindow } from '../../model/environment.ts';
import type { KubeObject } from '../../model/kube.ts';
import { ARGOCD_API_VERSION, ARGOCD_NAMESPACE, RESOURCES_FINALIZER } from './place.ts';

/** What the Applications of a project may do: what is not listed, they may not. */
export interface ProjectOptions {
  /** @default none */
  readonly description?: string;
  /** Git repositories that they read from. */
  readonly repositories: Iterable<string>;
  /** Where they write to: a cluster and a namespace each. */
  readonly destinations: readonly IApplicationDestination[];
  /**
   * Cluster-scoped objects that they write, as `group/Kind`, or `group/Kind/name` for one object. The core group is
   * empty: `/Namespace/shop`.
   */
  readonly clusterKinds: Iterable<string>;
  /** Namespaced kinds that they write, as `group/Kind`. */
  readonly namespacedKinds: Iterable<string>;
  /**
   * Times of no automatic sync.
   * @default none
   */
  readonly syncWindows?: readonly SyncWindow[];
}

export interface AppProjectObject extends KubeObject {
  readonly spec: IAppProjectSpec;
}

/** The specification of a project, in an order that depends on nothing but its content. */
export function projectSpec(options: ProjectOptions): IAppProjectSpec {
  const { description, syncWindows = [] } = options;
  return {
    ...(description === undefined ? {} : { description }),
    sourceRepos: sorted(options.repositories),
    destinations: [...options.destinations],
    clusterResourceWhitelist: withoutCovered(sorted(options.clusterKinds)).map(restriction),
    namespaceResourceWhitelist: sorted(options.namespacedKinds).map(restriction),
    ...(syncWindows.length > 0 ? { syncWindows: syncWindows.map(window) } : {}),
  };
}

/**
 * A project as a plain object.
 *
 * @param waitForApplications whether it stays until its last Application is gone
 */
export function projectObject(name: string, spec: IAppProjectSpec, waitForApplications = false): AppProjectObject {
  return {
    apiVersion: ARGOCD_API_VERSION,
    kind: 'AppProject',
    metadata: {
      name,
      namespace: ARGOCD_NAMESPACE,
      ...(waitForApplications ? { finalizers: [RESOURCES_FINALIZER] } : {}),
    },
    spec,
  };
}

function restriction(text: string): { group: string; kind: string; name?: string } {
  const [group = '', kind = '', name] = text.split('/');
  // names are patterns to Argo CD, and names of RBAC objects may hold what means something there
  return name === undefined ? { group, kind } : { group, kind, name: name.replace(/[\\*?[]/g, '\\$&') };
}

/** Drops single objects of kinds that are allowed whole. */
function withoutCovered(kinds: readonly string[]): string[] {
  const whole = new Set(kinds);
  return kinds.filter((kind) => {
    const [group, name, object] = kind.split('/');
    return object === undefined || !whole.has(`${group}/${name}`);
  });
}

function window({ kind, schedule, duration, timeZone = 'UTC', manualSync = true }: SyncWindow): ISyncWindow {
  return { kind, schedule, duration, timeZone, manualSync, applications: ['*'] };
}

function sorted(items: Iterable<string>): string[] {
  return [...new Set(items)].sort();
}
