import type { ProjectNeeds, StackWaiver } from '../model/chart.ts';
import type { FactPath } from '../model/facts.ts';
import type { KubeObject } from '../model/kube.ts';
import type { ClusterModel, Environment, StackInEnvironment } from '../model/resolved.ts';

/** What one call of a stack's `build` gave. Shared between clusters, so everything in it is frozen. */
export interface Rendering {
  readonly objects: readonly KubeObject[];
  /** The facts that were read, in the order of first reading. */
  readonly read: readonly FactPath[];
  readonly projectNeeds: readonly ProjectNeeds[];
  /**
   * What the stack as a whole is permitted.
   * @default nothing
   */
  readonly waivers?: readonly StackWaiver[];
}

/** The rendering of a stack in a ring, with the clusters that run it. */
export interface Variant {
  readonly environment: Environment;
  readonly ring: number;
  readonly use: StackInEnvironment;
  /** `_all`, the facts that it read, or the name of its only cluster. Not yet encoded as a file name. */
  readonly name: string;
  readonly rendering: Rendering;
  readonly clusters: readonly ClusterModel[];
}

/** A file of the tree, before it is text. */
export interface Manifest {
  /** Relative to the `manifests` folder, with `/`. */
  readonly path: string;
  readonly object: KubeObject;
  /** The source named in its first line. */
  readonly source: string;
}
