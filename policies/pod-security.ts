import type { AdmissionRule, PodSecurityLevel, PodSecurityStandard } from './rule.ts';
import { compareVersions } from './schema/versions.ts';

/**
 * What the Pod Security Standards of a Kubernetes version ask for at a level, as far as a rule stands for them: the newest
 * text that is not newer than the version. What is forbidden at baseline is forbidden at restricted.
 *
 * @returns undefined when they ask for nothing that the rule does
 */
export function standardOf(
  { podSecurity = [] }: Pick<AdmissionRule, 'podSecurity'>,
  level: PodSecurityLevel,
  kubernetes: string,
): PodSecurityStandard | undefined {
  const newest = (wanted: PodSecurityLevel) =>
    podSecurity
      .filter((one) => one.level === wanted && compareVersions(one.since ?? '1.0', kubernetes) <= 0)
      .toSorted((a, b) => compareVersions(b.since ?? '1.0', a.since ?? '1.0'))[0];
  return newest(level) ?? newest('baseline');
}
