import { didYouMean } from './errors.ts';

/** Zones that are named after no place. */
const PLACELESS = /^(UTC|GMT|Etc\/(UTC|GMT([+-]\d{1,2})?)|[CEMW]ET|EST|MST|HST|EST5EDT|CST6CDT|MST7MDT|PST8PDT)$/;

/**
 * How places are written. Intl does not list their former names, and takes them in upper and lower case alike; to Go a
 * zone is a file, and its name has to be exact.
 */
const PLACE = /^(US|[A-Z][a-z]+)(\/[A-Z][a-z]+([_-]([A-Z][a-z]+|of|es|au))*){1,2}$/;

/**
 * What is wrong with the name of a time zone, and what to write, or undefined. Names are those of the IANA database, as
 * Go's `LoadLocation` finds them for Kubernetes and for Argo CD: https://www.iana.org/time-zones
 */
export function timeZoneProblem(zone: string): string | undefined {
  // Intl takes a while to list them
  if (zone === 'UTC' || zone === 'Etc/UTC') return undefined;
  const listed = Intl.supportedValuesOf('timeZone');
  if (listed.includes(zone)) return undefined;
  const current = currentName(zone);
  const inOtherCase = listed.some((name) => name.toLowerCase() === zone.toLowerCase());
  if (current !== undefined && !inOtherCase && (PLACELESS.test(zone) || PLACE.test(zone))) return undefined;
  const near = current === undefined ? didYouMean(zone, listed) : ` (did you mean "${current}"?)`;
  return `is no time zone${near}; write its name in the IANA database, for example UTC or Europe/Berlin`;
}

/** What Intl calls the zone today, or undefined when it knows none. */
function currentName(zone: string): string | undefined {
  // an offset is a zone to Intl alone
  if (!/^[A-Za-z]/.test(zone)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
