/** That an object goes from one stack to another, and is deleted on the way. */
export interface Move {
  readonly from: string;
  readonly to: string;
  /** Names of the clusters where Argo CD would delete it. */
  readonly clusters: readonly string[];
}
