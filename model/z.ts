/**
 * Stele's zod: all of zod 4, with an `object` that refuses unknown keys at every depth, and a few Kubernetes scalars.
 *
 * Nested defaults need `.prefault({})`: `.default()` is not parsed again.
 */
import { string } from 'zod';
import { isDnsLabel } from './names.ts';
import { amountOf } from './quantity.ts';

export * from 'zod';
export { strictObject as object } from 'zod';

/** A Kubernetes quantity such as `250m`, `64Mi` or `1.5`. */
export function quantity() {
  return string().refine((text) => (amountOf(text) ?? -1) >= 0, {
    error: 'is no Kubernetes quantity; write for example 250m, 64Mi or 1.5',
  });
}

/** A DNS label of at most 63 characters, as names of namespaces and Services are. */
export function dnsLabel() {
  return string().refine(isDnsLabel, {
    error: 'is no DNS label; use at most 63 of a-z, 0-9 and "-", beginning and ending with a letter or digit',
  });
}

/** A duration as Prometheus writes it: `30s`, `5m`, `1h30m`. */
export function prometheusDuration() {
  return string().regex(/^(?=.)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/, {
    error: 'is no duration; write for example 30s, 5m or 1h30m',
  });
}
