import { upstreamKey } from './upstream.ts';

/** A number that a check had in other editions of the CIS Kubernetes Benchmark than the one that rules name. */
export interface FormerNumber {
  readonly id: string;
  readonly editions: string;
  /** Its number in the edition that rules name or, where that has none, the rule that stands for it. */
  readonly is: string;
}

/** What a number means in other editions of the benchmark; nothing for what is no such number. */
export function formerNumbers(id: string): readonly FormerNumber[] {
  const wanted = upstreamKey(id);
  return Object.entries(FORMER).flatMap(([editions, numbers]) =>
    Object.entries(numbers).flatMap(([number, is]) =>
      upstreamKey(`CIS ${number}`) === wanted ? [{ id: `CIS ${number}`, editions, is }] : [],
    ),
  );
}

/**
 * By editions, as kube-bench has them: https://github.com/aquasecurity/kube-bench/tree/main/cfg. They are numbered after
 * Kubernetes up to 1.24, which 1.7 follows.
 */
const FORMER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '1.6 and 1.20': {
    '5.2.1': 'CIS 5.2.2',
    '5.2.2': 'CIS 5.2.3',
    '5.2.3': 'CIS 5.2.4',
    '5.2.4': 'CIS 5.2.5',
    '5.2.5': 'CIS 5.2.6',
    '5.2.6': 'CIS 5.2.7',
    '5.2.7': 'CIS 5.2.8',
    '5.2.8': 'no-added-capabilities',
  },
  '1.24 and 1.7 to 1.11': {
    '5.2.9': 'no-added-capabilities',
    '5.2.10': 'CIS 5.2.9',
    '5.2.11': 'CIS 5.2.10',
    '5.2.12': 'CIS 5.2.11',
    '5.2.13': 'CIS 5.2.12',
  },
  '1.6 to 1.24 and 1.7 to 1.10': {
    '5.7.1': 'CIS 5.6.1',
    '5.7.2': 'CIS 5.6.2',
    '5.7.3': 'CIS 5.6.3',
    '5.7.4': 'CIS 5.6.4',
  },
};
