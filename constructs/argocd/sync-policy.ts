import type { ISyncPolicy } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/SyncPolicy';

export interface SyncPolicyOptions {
  /**
   * Whether Argo CD deletes what Git no longer has.
   * @default true
   */
  readonly prune?: boolean;
  /**
   * Whether Argo CD undoes changes made by hand.
   * @default true
   */
  readonly selfHeal?: boolean;
  /**
   * Whether fields that `ignoreDifferences` names keep their live value in a sync, beside being left out of the diff.
   * @default false
   */
  readonly keepIgnoredFields?: boolean;
}

/**
 * How every Application syncs: at once, in one step, and until it works.
 *
 * No `PruneLast`: a sync that waits for the health of its workloads before it prunes is not over while a pod crashes,
 * and the commit that mends the pod is not applied before it is over. Retries have no limit and take the newest
 * commit: after a limit the commit would never be tried again, and an order between stacks converges by retrying.
 */
export function syncPolicy(options: SyncPolicyOptions = {}): ISyncPolicy {
  const { prune = true, selfHeal = true, keepIgnoredFields = false } = options;
  return {
    automated: { prune, selfHeal },
    syncOptions: [
      'ServerSideApply=true',
      // a custom resource whose definition comes with another stack must not keep the rest from being applied
      'SkipDryRunOnMissingResource=true',
      ...(keepIgnoredFields ? ['RespectIgnoreDifferences=true'] : []),
    ],
    retry: { limit: -1, refresh: true, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
  };
}
