/** A value whose objects may leave keys out, at every depth; lists are given whole. */
export type Overlay<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Overlay<T[K]> }
    : T;

/** Whether a value is a plain object: merged key by key, where everything else is replaced whole. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

/**
 * Lays one raw input over another: objects merge, lists and scalars replace, `undefined` says nothing. Objects whose
 * `kind` differs replace each other, too.
 *
 * The result shares nothing mutable with either and has only own, ordinary keys: `__proto__` stays a key like any
 * other, for the schema to refuse.
 */
export function merge(base: unknown, overlay: unknown): unknown {
  if (overlay === undefined) return base;
  if (!isPlainObject(overlay)) return overlay;
  // another kind of thing has other keys: what is said of the one says nothing of the other
  if (isPlainObject(base) && base.kind !== undefined && overlay.kind !== undefined && base.kind !== overlay.kind)
    return overlay;
  const result: Record<string, unknown> = Object.create(null);
  if (isPlainObject(base)) for (const [key, value] of Object.entries(base)) result[key] = value;
  for (const [key, value] of Object.entries(overlay)) {
    if (value !== undefined) result[key] = merge(result[key], value);
  }
  return { ...result };
}
