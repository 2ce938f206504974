import { FsGroupChangePolicy, type WorkloadProps } from 'cdk8s-plus-28';
import type { ImmutableContainerProps } from './container.ts';
import type { HandOver } from './hand-over.ts';
import type { Identity } from './identity.ts';

/** What all five kinds take, beside what their cdk8s-plus class takes. */
export interface ImmutablePodProps {
  /**
   * Name of the object and of what is made for it: one DNS label.
   * @default the id of the construct
   */
  readonly name?: string;
  /**
   * @default none: add them by addContainer()
   */
  readonly containers?: readonly ImmutableContainerProps[];
  /**
   * What runs to its end before the containers start; with restartPolicy ALWAYS, a sidecar that runs beside them.
   * @default none
   */
  readonly initContainers?: readonly ImmutableContainerProps[];
  /**
   * For an image that wants to write at start: an init container prepares files, and the first container mounts them
   * read-only.
   * @default nothing is prepared
   */
  readonly prepare?: HandOver;
}

/**
 * The props of a cdk8s-plus class with what is Stele's own in place of it. No `isolate`: the namespace denies every
 * connection that is not allowed.
 */
export type Immutable<P extends WorkloadProps> = Omit<P, 'containers' | 'initContainers' | 'select' | 'isolate'> &
  ImmutablePodProps;

/**
 * What the cdk8s-plus class is given: everything but the containers, which are added once the subclass is ready for
 * them, and a selector of our own instead of one made from the construct's path.
 */
export function parentProps<P extends WorkloadProps>(
  identity: Identity,
  props: Immutable<P>,
): Omit<Immutable<P>, keyof ImmutablePodProps> {
  const { name: _name, containers: _containers, initContainers: _initContainers, prepare: _prepare, ...rest } = props;
  return {
    ...rest,
    select: false,
    metadata: {
      ...props.metadata,
      name: identity.name,
      namespace: identity.chart.namespace,
      labels: { ...props.metadata?.labels, ...identity.labels },
    },
    podMetadata: { ...props.podMetadata, labels: { ...props.podMetadata?.labels, ...identity.labels } },
    securityContext: { fsGroupChangePolicy: FsGroupChangePolicy.ON_ROOT_MISMATCH, ...props.securityContext },
  };
}
