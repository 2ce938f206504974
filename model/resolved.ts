import type { ArgoCdOptions } from './environment.ts';
import type { Facts, Tier } from './facts.ts';
import type { Lock } from './lock.ts';
import type { Stack } from './stack.ts';
import type { Values } from './values.ts';

/** An environment with everything parsed and checked. */
export interface Environment {
  readonly name: string;
  readonly tier: Tier;
  /** Its source, relative to the root of the repository. */
  readonly file: string;
  readonly lock: Lock;
  readonly promoteFrom: string | undefined;
  readonly sealed: boolean;
  readonly argocd: Required<Omit<ArgoCdOptions, 'hub'>> & { readonly hub: string | undefined };
  /** In the order of their names. */
  readonly clusters: readonly ClusterModel[];
  /** In the order of their names. */
  readonly stacks: readonly StackInEnvironment[];
}

export interface ClusterModel {
  readonly name: string;
  readonly environment: string;
  readonly ring: number;
  readonly facts: Facts;
}

export interface StackInEnvironment {
  readonly stack: Stack;
  /** The stack's source, relative to the root of the repository. */
  readonly source: string;
  readonly values: Values;
  /** The values of clusters that have an overlay of their own. */
  readonly overlays: ReadonlyMap<string, Values>;
  /** The clusters that run it. */
  readonly clusters: readonly ClusterModel[];
}
