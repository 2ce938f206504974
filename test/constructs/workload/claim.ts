import type { Mountable } from '../../../constructs/workload/mount.ts';

/** A claim of some access modes, as a container mounts it. */
export function claim(...accessModes: string[]): Mountable {
  return { accessModes, toVolume: () => ({ name: 'claim', volume: { persistentVolumeClaim: { claimName: 'data' } } }) };
}
