import { hash } from 'node:crypto';

/** The first 10 hexadecimal digits of the SHA-256 of a text: enough to name a thing, short enough to read. */
export function shortHash(text: string): string {
  return hash('sha256', text).slice(0, 10);
}

/** JSON with the keys of every object in code point order: the same text for the same value. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

/**
 * The hash at the end of a content-named object's name: over what the object says, not over its metadata, so that
 * whoever has the object can prove it from the object alone.
 */
export function contentHash(object: { readonly [field: string]: unknown }): string {
  const { metadata: _metadata, status: _status, ...content } = object;
  return shortHash(canonicalJson(content));
}
