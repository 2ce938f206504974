/** Options of a single object: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/ */
export const ANNOTATION_SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

interface Annotated {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
}

/** Adds sync options to an object. What it says already stays: the author knows better than a default. */
export function addSyncOptions(
  object: { readonly metadata: { annotations?: Record<string, string> } },
  options: Readonly<Record<string, string>>,
): void {
  const merged = optionsOf(object);
  for (const [option, value] of Object.entries(options)) {
    if (!merged.has(option)) merged.set(option, value);
  }
  const text = [...merged].map(([option, value]) => `${option}=${value}`).join(',');
  object.metadata.annotations = { ...object.metadata.annotations, [ANNOTATION_SYNC_OPTIONS]: text };
}

function optionsOf(object: Annotated): Map<string, string> {
  const text = object.metadata.annotations?.[ANNOTATION_SYNC_OPTIONS] ?? '';
  const items = text.split(',').map((item) => item.trim());
  return new Map(items.filter((item) => item !== '').map(keyAndValue));
}

function keyAndValue(item: string): [string, string] {
  const equals = item.indexOf('=');
  return equals < 0 ? [item, 'true'] : [item.slice(0, equals), item.slice(equals + 1)];
}
