import type { ApiRequest } from './sealed-cluster.ts';

/** A way to change by hand what runs. */
export interface Attempt extends ApiRequest {
  readonly title: string;
  /** The file that the refusal has to name. @default "stacks/apps/podinfo.ts" */
  readonly source?: string;
}
