import type { Cluster } from './cluster.ts';
import type { Tier } from './facts.ts';
import type { StackUse } from './stack.ts';

/** A time in which Argo CD does, or does not, sync by itself: https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/ */
export interface SyncWindow {
  readonly kind: 'allow' | 'deny';
  /** When it begins: minute, hour, day of the month, month and day of the week, such as `0 22 * * 5`. */
  readonly schedule: string;
  /** How long it lasts, in hours, minutes and seconds: `8h`, `1h30m`. */
  readonly duration: string;
  /**
   * The time zone of the schedule, by its name in the IANA database, such as `Europe/Berlin`.
   * @default "UTC"
   */
  readonly timeZone?: string;
  /**
   * Whether a person may still sync by hand.
   * @default true
   */
  readonly manualSync?: boolean;
}

export interface ArgoCdOptions {
  /**
   * The cluster whose Argo CD deploys to all clusters of this environment.
   * @default each cluster has its own Argo CD
   */
  readonly hub?: string;
  /**
   * Whether Argo CD undoes changes made by hand.
   * @default true
   */
  readonly selfHeal?: boolean;
  /**
   * Whether Argo CD deletes what Git no longer has.
   * @default true
   */
  readonly prune?: boolean;
  /**
   * Times of no automatic sync.
   * @default none in development and staging; 24 December to 2 January in production
   */
  readonly syncWindows?: readonly SyncWindow[];
}

export interface EnvironmentOptions<N extends string> {
  /** One DNS label; also the name of its folder and of its lock file. */
  readonly name: string;
  readonly tier: Tier;
  /**
   * The environment that its images come from.
   * @default none: images are set by `stele images set`
   */
  readonly promoteFrom?: string;
  /**
   * Whether its namespaces carry the label `stele.dev/sealed`: nobody changes anything in them by hand.
   * @default true in staging and production
   */
  readonly sealed?: boolean;
  readonly argocd?: ArgoCdOptions;
  readonly clusters: readonly Cluster<N>[];
  readonly stacks: readonly StackUse<NoInfer<N>>[];
}

/** An environment as the pipeline sees it. */
export type EnvironmentDefinition = EnvironmentOptions<string>;

const ENVIRONMENT = Symbol.for('stele.Environment');

/** Declares an environment: a tier, its clusters, and the stacks they run with the values that differ. */
export function defineEnvironment<const N extends string>(options: EnvironmentOptions<N>): EnvironmentDefinition {
  return Object.defineProperty({ ...options }, ENVIRONMENT, { value: true });
}

/** Whether a value is what `defineEnvironment` returned. */
export function isEnvironmentDefinition(value: unknown): value is EnvironmentDefinition {
  return typeof value === 'object' && value !== null && ENVIRONMENT in value;
}
