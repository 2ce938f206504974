const TOPOLOGIES = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'];

/**
 * Spreads pods over zones, then over hosts, as far as that is possible: a pod that cannot be spread still runs.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
 *
 * @param matchLabelKeys labels that tell generations apart. With `pod-template-hash` the new pods of a rolling update
 *   are spread among themselves; counted together with the old ones that are about to go, they would end up uneven.
 */
export function topologySpread(
  selectorLabels: Readonly<Record<string, string>>,
  matchLabelKeys: readonly string[] = [],
): object[] {
  return TOPOLOGIES.map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { ...selectorLabels } },
    ...(matchLabelKeys.length === 0 ? {} : { matchLabelKeys: [...matchLabelKeys] }),
  }));
}
