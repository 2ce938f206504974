import type { ClusterVerdict } from './installed-pack.ts';

/**
 * What one side says of an object and the other does not; nothing when they agree.
 *
 * Of AppArmor only the rule is compared, not who breaks it: of a Pod, the API server copies the annotation of older
 * versions, which is the pod's, to the container's field, so that the cluster names both.
 */
export function verdictDifference(title: string, atSynth: readonly string[], inCluster: ClusterVerdict): string[] {
  if ('invalid' in inCluster) return [`${title} is no valid object: ${inCluster.invalid}`];
  const [synth, cluster] = [compared(atSynth), compared(inCluster.broken)];
  return [
    ...[...synth].filter((one) => !cluster.has(one)).map((one) => `${title}: only at synth: ${one}`),
    ...[...cluster].filter((one) => !synth.has(one)).map((one) => `${title}: only in the cluster: ${one}`),
  ];
}

function compared(broken: readonly string[]): ReadonlySet<string> {
  return new Set(broken.map((one) => one.replace(/^(no-apparmor-unconfined): .*$/, '$1')));
}
