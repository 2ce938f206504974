import type { Schema } from './form.ts';

/** Whether a field has the empty value of its Go type, which is what the API server sees when it is left out. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/**
 * Whether a field that the types of Kubernetes call required may be left out all the same: it has a default, or its
 * empty value is taken. A struct that is left out is an empty one; what it must have is for `constraints/` to say. Lists
 * are there when they are required, except where `constraints/` says so too.
 */
export function isOptional(field: Schema | undefined, resolved: Schema | undefined): boolean {
  if (field?.default !== undefined && !isEmpty(field.default)) return true;
  switch (resolved?.type) {
    case 'string':
      return resolved.format === 'date-time';
    case 'array':
      return false;
    default:
      // numbers, booleans, structs, maps: their empty values may be meant
      return true;
  }
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === 0 || value === false || (typeof value === 'object' && value !== null);
}
