import type { Schema } from './form.ts';

/** Whether a field has the empty value of its Go type, which is what the API server sees when it is left out. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/**
 * Whether a field that the types of Kubernetes call required may be left out all the same: it has a default, or its
 * empty value is taken. A struct that is left out is an empty one; what it must have is for `constraints/` to say, and
 * which numbers must not be zero.
 */
export function isOptional(
  definition: string,
  name: string,
  field: Schema | undefined,
  resolved: Schema | undefined,
): boolean {
  if (field?.default !== undefined && !isEmpty(field.default)) return true;
  if (resolved?.type === 'string') return resolved.format === 'date-time' || isTolerated(definition, name);
  return resolved?.type !== 'array' || isTolerated(definition, name);
}

/** What the API server takes without, though its types call it required. */
const TOLERATED: ReadonlySet<string> = new Set([
  'io.k8s.api.batch.v1.PodFailurePolicy/rules',
  'io.k8s.api.core.v1.HTTPHeader/value',
  'io.k8s.api.core.v1.LimitRangeSpec/limits',
  'io.k8s.api.core.v1.Sysctl/value',
  'io.k8s.api.storage.v1.TokenRequest/audience',
  'io.k8s.apimachinery.pkg.apis.meta.v1.GroupResource/group',
]);

function isTolerated(definition: string, name: string): boolean {
  return TOLERATED.has(`${definition}/${name}`);
}

function isEmpty(value: unknown): boolean {
  return value === '' || value === 0 || value === false || (typeof value === 'object' && value !== null);
}
