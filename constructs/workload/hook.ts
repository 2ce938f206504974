/**
 * When a Job runs in a sync: see `hook` of ImmutableJob, and docs/decisions/hooks.md. Not called as Argo CD calls its
 * phases, because `before` is not its PreSync.
 */
export type HookPhase = 'before' | 'during' | 'after';

/**
 * How long a hook may take in seconds. The sync waits for it, and the next commit for the sync. A minute less than Argo
 * CD gives a sync, so that it is the Job that fails, and says why, and not the sync that is ended.
 */
export const HOOK_DEADLINE_SECONDS = 240;

/** The wave of hooks that run before the workloads of their stack, and of what they need. */
export const HOOK_WAVE = '-1';

const HOOK = 'argocd.argoproj.io/hook';
export const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';

/** Argo CD's phases. */
const PHASE = { before: 'Sync', during: 'Sync', after: 'PostSync' } as const satisfies Record<HookPhase, string>;

/**
 * The annotations of a hook: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 *
 * What runs before the workloads is, to Argo CD, an early wave of the sync: its own phase PreSync comes before the
 * ServiceAccount, the configuration, the secrets and the network policies that the Job needs are applied. At the first
 * installation, and whenever the Job's configuration changes, it would wait for them for ever, and they for it.
 */
export function hookAnnotations(phase: HookPhase): Readonly<Record<string, string>> {
  return {
    [HOOK]: PHASE[phase],
    'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
    ...(phase === 'before' ? { [SYNC_WAVE]: HOOK_WAVE } : {}),
  };
}
