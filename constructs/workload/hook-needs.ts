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
  if (spec === undefined) return [];
  const text = JSON.stringify(spec);
  return [
    ...[...text.matchAll(/"secretName":"([^"]+)"/g)].map(([, name]) => `Secret/${name}`),
    ...[...text.matchAll(/"secret(?:Key)?Ref":\{[^{}]*"name":"([^"]+)"/g)].map(([, name]) => `Secret/${name}`),
    ...(spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) =>
      persistentVolumeClaim === undefined ? [] : [`Claim/${persistentVolumeClaim.claimName}`],
    ),
  ];
}

function isSource({ kind, metadata, spec }: UnfinishedObject, sources: ReadonlySet<string>): boolean {
  if (kind === 'PersistentVolumeClaim') return sources.has(`Claim/${metadata.name}`);
  if (kind !== 'ExternalSecret') return false;
  const target = (spec as { target?: { name?: string } } | undefined)?.target?.name;
  return sources.has(`Secret/${target ?? metadata.name}`);
}
