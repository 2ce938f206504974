import type { KubeObject } from '../../model/kube.ts';
import { textAt } from '../read.ts';

/** When Argo CD applies an object in a sync: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/ */
export interface SyncMoment {
  /** 0 before the sync, 1 in it, 2 after it. */
  readonly phase: number;
  readonly wave: number;
  /** Whether it is a hook: run, and not kept. */
  readonly hook: boolean;
  /** The annotation that says so. */
  readonly annotation: string;
}

const PHASES: Readonly<Record<string, number>> = { PreSync: 0, Sync: 1, PostSync: 2 };

const HELM_PHASES: Readonly<Record<string, number>> = {
  'pre-install': 0,
  'pre-upgrade': 0,
  'post-install': 2,
  'post-upgrade': 2,
};

const HOOK = 'argocd.argoproj.io/hook';
const HELM_HOOK = 'helm.sh/hook';
const WAVE = 'argocd.argoproj.io/sync-wave';
const HELM_WEIGHT = 'helm.sh/hook-weight';

/** Undefined for what no sync applies: chart tests, what runs when the Application is deleted. */
export function syncMoment(object: KubeObject): SyncMoment | undefined {
  const annotation = (key: string) => textAt(object, 'metadata', 'annotations', key);
  const own = annotation(HOOK);
  const helm = own === undefined ? annotation(HELM_HOOK) : undefined;
  const wave = Number.parseInt(
    annotation(WAVE) ?? (helm === undefined ? undefined : annotation(HELM_WEIGHT)) ?? '0',
    10,
  );
  const base = { wave: Number.isNaN(wave) ? 0 : wave };
  const written = own ?? helm;
  if (written === undefined) return { ...base, phase: 1, hook: false, annotation: WAVE };
  const phases = own === undefined ? HELM_PHASES : PHASES;
  const moments = written
    .split(',')
    .flatMap((hook) => (Object.hasOwn(phases, hook.trim()) ? (phases[hook.trim()] ?? 1) : []));
  if (moments.length === 0) return undefined;
  const phase = Math.min(...moments);
  return { ...base, phase, hook: true, annotation: phase === 1 ? WAVE : own === undefined ? HELM_HOOK : HOOK };
}

/** Whether one is applied, and has to be healthy, before the other is. */
export function isBefore(one: SyncMoment, other: SyncMoment): boolean {
  return one.phase < other.phase || (one.phase === other.phase && one.wave < other.wave);
}
