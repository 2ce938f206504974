import { readFileSync } from 'node:fs';
import type { UpstreamFamily } from '../../policies/upstream.ts';

/** The checks of other tools and standards, one list for each: what tools/upstream-checks has written. */
export function upstreamFamilies(): readonly UpstreamFamily[] {
  const file = new URL('../../policies/upstream-checks.json', import.meta.url);
  // written by a tool, and part of the package like its code
  const { families } = JSON.parse(readFileSync(file, 'utf8')) as { readonly families: readonly UpstreamFamily[] };
  return families;
}
