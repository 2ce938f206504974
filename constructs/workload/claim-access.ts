import type { Mount, Mountable } from './mount.ts';
import type { VolumeJson } from './pod-template.ts';
import type { ImmutablePodProps } from './workload-props.ts';

/** https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes */
const SHARED_MODES: readonly string[] = ['ReadWriteMany', 'ReadOnlyMany'];

/**
 * Whether a pod mounts a claim: one that pods on two nodes cannot mount at once, one of which nothing is known (a volume
 * of cdk8s-plus does not say), or none that is in the way of a second pod.
 */
export type ClaimAccess = 'single-node' | 'unknown' | 'none';

/**
 * @param mounted what containers mount as `Mountable`
 * @param volumes the other volumes of the pod
 */
export function claimAccess(mounted: readonly Mountable[], volumes: readonly VolumeJson[]): ClaimAccess {
  if (mounted.some(isSingleNode)) return 'single-node';
  const unknown =
    mounted.some((source) => source.accessModes === undefined && 'persistentVolumeClaim' in source.toVolume().volume) ||
    volumes.some(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined);
  return unknown ? 'unknown' : 'none';
}

/**
 * What is wrong with several pods of a workload that mount one claim for one node, or undefined: all that are scheduled
 * to another node would wait for ever.
 *
 * @param replicas the pods that it starts with
 * @param alternative what its kind has for such a case
 */
export function sharedClaimProblem(
  access: ClaimAccess,
  { replicas, autoscaled }: { readonly replicas: number; readonly autoscaled: boolean },
  alternative: string,
): string | undefined {
  if (access !== 'single-node' || replicas < 2) return undefined;
  const count = autoscaled ? `autoscale: ${replicas} pods or more` : `replicas: ${replicas}`;
  const fewer = autoscaled ? 'leave autoscale() out, use' : 'use 1,';
  return `${count} cannot all mount a claim that one node only can mount; ${fewer} a ReadWriteMany claim, or ${alternative}`;
}

/** What the containers in some props mount. */
export function mountablesOf({ containers = [], initContainers = [], prepare }: ImmutablePodProps): Mountable[] {
  const all = [...containers, ...initContainers, ...(prepare === undefined ? [] : [prepare])];
  return all.flatMap(({ mounts = {} }) => Object.values(mounts).map(sourceOf));
}

function sourceOf(mount: Mount): Mountable {
  return 'toVolume' in mount ? mount : mount.source;
}

function isSingleNode({ accessModes = [] }: Mountable): boolean {
  return accessModes.length > 0 && !accessModes.some((mode) => SHARED_MODES.includes(mode));
}
