import type { ClusterFactsInput } from './facts.ts';
import type { Overlay } from './merge.ts';

/** Facts that a kind of cluster has in common; a cluster says what differs. */
export type Preset = Overlay<Omit<ClusterFactsInput, 'region' | 'ring'>>;

export type ClusterInput = ClusterFactsInput & {
  /**
   * What this kind of cluster has in common, such as `presets.eks`.
   * @default nothing: every fact that a construct needs has to be given
   */
  readonly preset?: Preset;
};

/** A place inside an environment. `N` is its name as a type, so that the compiler knows which clusters there are. */
export interface Cluster<N extends string = string> {
  readonly name: N;
  readonly input: ClusterInput;
}

/**
 * Declares a cluster.
 *
 * @param name one DNS label that begins with a letter, unique over all environments
 */
export function cluster<const N extends string>(name: N, input: ClusterInput): Cluster<N> {
  return { name, input };
}
