import type { UnfinishedObject } from '../after-json.ts';
import { HOOK_WAVE, SYNC_WAVE } from './hook.ts';
import { annotate, podTemplateOf } from './templates.ts';

/** Kinds that are there as soon as they are applied: nothing waits for their health, so an earlier wave costs nothing. */
const QUIET_KINDS: readonly string[] = [
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'ServiceAccount',
  'ConfigMap',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
];

/**
 * Moves what hooks need into the wave of the hooks that run before everything else. Within a wave Argo CD applies by
 * kind, and Jobs after all that is moved here: docs/decisions/hooks.md.
 *
 * @param objects all objects of a stack; without an early hook they stay as they are
 */
export function hoistHookNeeds(objects: readonly UnfinishedObject[]): void {
  const hooks = objects.filter(
    ({ kind, metadata }) => kind === 'Job' && metadata.annotations?.[SYNC_WAVE] === HOOK_WAVE,
  );
  if (hooks.length === 0) return;
  const sources = new Set(hooks.flatMap(sourceNames));
  for (const object of objects) {
    if (object.metadata.annotations?.[SYNC_WAVE] !== undefined) continue;
    if (QUIET_KINDS.includes(object.kind) || isSource(object, sources)) annotate(object, SYNC_WAVE, HOOK_WAVE);
  }
}

/** Secrets and claims that a Job mounts or reads, as `<kind>/<name>`. */
function sourceNames(job: UnfinishedObject): string[] {
  const spec = podTemplateOf(job)?.spec;
  const claims = (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
  return [...secretNames(spec).map((name) => `Secret/${name}`), ...claims.map((name) => `Claim/${name}`)];
}

/** Names of Secrets anywhere in a pod: in volumes, projections and environment variables. */
function secretNames(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    if (key === 'secretName' && typeof item === 'string') return [item];
    const named = /^secret(Ref|KeyRef)?$/.test(key) ? (item as { readonly name?: unknown } | null)?.name : undefined;
    return [...(typeof named === 'string' ? [named] : []), ...secretNames(item)];
  });
}

function isSource({ kind, metadata, spec }: UnfinishedObject, sources: ReadonlySet<string>): boolean {
  if (kind === 'PersistentVolumeClaim') return sources.has(`Claim/${metadata.name}`);
  if (kind !== 'ExternalSecret') return false;
  const target = (spec as { target?: { name?: string } } | undefined)?.target?.name;
  return sources.has(`Secret/${target ?? metadata.name}`);
}
