import { type Fields, isFields, pointer } from '../read.ts';
import type { Origins } from './origins.ts';

export interface MergedContainers {
  /** The containers of the controller. */
  readonly base: readonly Fields[];
  /** What somebody wrote: those of the same name are merged into `base`, the others follow. */
  readonly patches: readonly unknown[];
  /** Where the result stands in what is made. */
  readonly made: string;
  /** Where the patches stand in what somebody wrote. */
  readonly written: string;
  readonly origins: Origins;
}

/**
 * Containers as the Prometheus operator merges them: a strategic merge by name, which is how kubectl patches.
 * https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/#notes-on-the-strategic-merge-patch
 */
export function mergeContainers({ base, patches, made, written, origins }: MergedContainers): Fields[] {
  const places = new Map<unknown, number>();
  // of several of one name the last counts
  for (const [index, patch] of patches.entries()) if (isFields(patch)) places.set(patch.name, index);
  const names = new Set(base.map(({ name }) => name));
  const merged = base.map((container, index) => {
    const place = places.get(container.name);
    if (place === undefined) return container;
    const patch = patches[place];
    if (!isFields(patch)) return container;
    origins.copy(`${made}/${index}`, `${written}/${place}`);
    return mergeFields(container, patch, `${made}/${index}`, `${written}/${place}`, origins);
  });
  for (const [index, patch] of patches.entries()) {
    if (!isFields(patch) || names.has(patch.name)) continue;
    origins.copy(`${made}/${merged.length}`, `${written}/${index}`);
    merged.push(patch);
  }
  return merged;
}

/** The lists of a container that are merged by a key; others are replaced. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  env: 'name',
  ports: 'containerPort',
  volumeDevices: 'devicePath',
  volumeMounts: 'mountPath',
};

function mergeFields(base: Fields, patch: Fields, made: string, written: string, origins: Origins): Fields {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    // the operator's own type writes nothing for these, and so merges nothing
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    const [to, from] = [`${made}${pointer(key)}`, `${written}${pointer(key)}`];
    const before = merged[key];
    const mergeKey = Object.hasOwn(MERGE_KEYS, key) ? MERGE_KEYS[key] : undefined;
    if (isFields(before) && isFields(value)) {
      merged[key] = mergeFields(before, value, to, from, origins);
    } else if (mergeKey !== undefined && Array.isArray(before) && Array.isArray(value)) {
      merged[key] = mergeLists(before, value, mergeKey, to, from, origins);
    } else {
      origins.replace(to, from);
      merged[key] = value;
    }
  }
  return merged;
}

function mergeLists(
  base: readonly unknown[],
  patch: readonly unknown[],
  key: string,
  made: string,
  written: string,
  origins: Origins,
): unknown[] {
  const merged = [...base];
  for (const [index, item] of patch.entries()) {
    if (!isFields(item)) continue;
    const found = merged.findIndex((other) => isFields(other) && other[key] === item[key]);
    const place = found === -1 ? merged.length : found;
    const [to, from] = [`${made}/${place}`, `${written}/${index}`];
    const before = merged[place];
    if (!isFields(before)) origins.copy(to, from);
    merged[place] = isFields(before) ? mergeFields(before, item, to, from, origins) : item;
  }
  return merged;
}
