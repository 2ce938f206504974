import type { Finding } from '../../policies/finding.ts';
import type { Head } from '../git/head.ts';
import { folderOf } from '../manifests.ts';
import type { Manifest, Variant } from '../rendering.ts';
import { checkRules } from './check-rules.ts';
import { findMoves, moveFinding, placeOf } from './moves.ts';
import type { RuleSet } from './rules.ts';

/** What a check may look at: everything as plain data. */
export interface CheckInput {
  readonly variants: readonly Variant[];
  /** Every file of the environments concerned, pointers included. */
  readonly manifests: readonly Manifest[];
  /** The committed tree, where there is one. */
  readonly head: Head | undefined;
  readonly rules: RuleSet;
  /** As `YYYY-MM-DD`. It changes what is warned of, never what is written. */
  readonly today: string;
}

/** Looks at what was rendered, before anything is written. */
export type Check = (input: CheckInput) => readonly Finding[];

/** Every check, in the order of their findings. */
const CHECKS: readonly Check[] = [removals, checkRules];

/** Runs all checks. An error-level finding keeps what it blocks from being written. */
export function check(input: CheckInput): Finding[] {
  return CHECKS.flatMap((one) => one(input));
}

/**
 * The files and folders that error-level findings keep as they are on disk: those of the variants concerned, and the
 * Applications that point at them. Where a whole stack is concerned, also what HEAD has of it and nothing renders now.
 */
export function blockedPaths(
  findings: readonly Finding[],
  variants: readonly Variant[],
  manifests: readonly Manifest[],
  head: Head | undefined,
): string[] {
  const blocks = findings
    .filter(({ severity, waived }) => severity === 'error' && waived === undefined)
    .flatMap((finding) => finding.blocks ?? []);
  if (blocks.length === 0) return [];
  const whole = new Set(
    blocks
      .filter(({ variants: some }) => some === undefined)
      .map(({ environment, stack }) => `${environment}/${stack}`),
  );
  const single = variants.filter(({ environment, use, name }) =>
    blocks.some(
      (block) =>
        block.environment === environment.name && block.stack === use.stack.name && block.variants?.includes(name),
    ),
  );
  const folders = new Set(single.map(folderOf));
  const pointing = new Set(
    single.flatMap(({ environment, use, clusters }) =>
      clusters.map(({ name }) => `${environment.name}/${name}/${use.stack.name}`),
    ),
  );
  const paths = new Set([...manifests.map(({ path }) => path), ...(head?.paths ?? [])]);
  return [...paths].filter((path) => {
    const place = placeOf(path);
    if (place.type === 'other') return false;
    if (whole.has(`${place.environment}/${place.stack}`)) return true;
    return place.type === 'file'
      ? folders.has(place.folder)
      : pointing.has(`${place.environment}/${place.cluster}/${place.stack}`);
  });
}

function removals({ head, manifests }: CheckInput): Finding[] {
  return head === undefined ? [] : findMoves(head, manifests).map(moveFinding);
}
