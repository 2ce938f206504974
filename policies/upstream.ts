import type { Rule } from './rule.ts';

/** A check of another tool or standard. */
export interface UpstreamCheck {
  /** As rules name it in `upstream`: `C-0016`, `KSV-0001`, `CIS 5.2.6`, `kube-score: pod-probes`. */
  readonly id: string;
  readonly title: string;
}

/** The checks of one tool or standard. */
export interface UpstreamFamily {
  readonly name: string;
  /** Where the list was read. */
  readonly source: string;
  readonly version: string;
  readonly checks: readonly UpstreamCheck[];
}

/** What became of a check: the rules that stand for it, or why there is none. */
export interface Coverage {
  readonly check: UpstreamCheck;
  readonly rules: readonly Rule[];
  /** Undefined where there are rules, or where nobody has decided yet. */
  readonly reason: string | undefined;
}

/** Looks every check up in the rules and in the reasons. */
export function coverageOf(
  checks: readonly UpstreamCheck[],
  rules: readonly Rule[],
  reasons: ReadonlyMap<string, string>,
): Coverage[] {
  return checks.map((check) => {
    const standing = rules.filter(({ upstream }) => upstream.includes(check.id));
    return { check, rules: standing, reason: standing.length > 0 ? undefined : reasons.get(check.id) };
  });
}

/**
 * An id of a check without what people write differently: `ksv001`, `KSV-0001` and `AVD-KSV-0001` are the same, and so
 * are `c0016` and `C-0016`, `CIS-5.2.6` and `cis 5.2.6`.
 */
export function upstreamKey(id: string): string {
  return id
    .toLowerCase()
    .replace(/^(?:avd-)?(ksv|c|cis)[-_: ]*(?=\d)/, '$1 ')
    .replace(/^(ksv|c) 0*(\d+)$/, '$1 $2')
    .replace(/[:_\s]+/g, ' ')
    .trim();
}
