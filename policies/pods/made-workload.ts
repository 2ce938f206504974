import type { KubeObject } from '../../model/kube.ts';
import type { Origins } from './origins.ts';

/** A workload that an operator makes of a custom resource: what the API server will judge in its place. */
export interface MadeWorkload {
  /** As the operator writes it, but for what no rule says anything of. */
  readonly object: KubeObject;
  /** Where its fields come from. */
  readonly origins: Origins;
  /** Where, in the custom resource, the annotations stand that the operator gives the pods. */
  readonly annotations: string;
}
