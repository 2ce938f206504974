import type { Problem } from '../../model/errors.ts';
import type { ContainerSettings, MountAt } from './container.ts';
import type { MountableVolume } from './mount.ts';
import type { ContainerJson, SecurityContext, VolumeMountJson } from './pod-template.ts';
import { type ProbePurpose, probeJson } from './probe.ts';
import { resourcesJson } from './resources.ts';
import type { PodVolumes } from './volumes.ts';
import type { WorkloadPort } from './workload.ts';

/** Adds to a container's JSON what cdk8s-plus cannot say of it. */
export function applySettings(
  container: ContainerJson,
  settings: ContainerSettings,
  pod: {
    readonly volumes: PodVolumes;
    readonly ports: ReadonlyMap<string, WorkloadPort>;
    readonly first: boolean;
    readonly problems: Problem[];
  },
): void {
  if (settings.resources !== undefined) container.resources = resourcesJson(settings.resources);
  for (const purpose of ['liveness', 'readiness', 'startup'] as const satisfies readonly ProbePurpose[]) {
    const probe = settings.probes[purpose];
    if (probe !== undefined) container[`${purpose}Probe`] = probeJson(probe, purpose, pod.ports);
  }
  if (settings.user !== undefined) container.securityContext = asUser(container.securityContext, settings);
  const mounts = [
    ...settings.mounts.map((mount) => {
      const volume = mount.source.toVolume();
      return mountJson(mount, volume, pod.volumes.mount(volume, pod.problems));
    }),
    ...Object.entries(settings.writable).map(([mountPath, size]) => ({
      name: pod.volumes.scratch(container.name, pod.first, mountPath, size),
      mountPath,
    })),
  ];
  if (mounts.length > 0) container.volumeMounts = [...(container.volumeMounts ?? []), ...mounts];
}

function asUser(context: SecurityContext = {}, { user, group }: ContainerSettings): SecurityContext {
  return { ...context, runAsUser: user, runAsGroup: group };
}

function mountJson(
  { path, subPath, readOnly, source }: MountAt,
  volume: MountableVolume,
  name: string,
): VolumeMountJson {
  return {
    name,
    mountPath: path,
    ...((readOnly ?? isReadOnly(volume, source.accessModes)) ? { readOnly: true } : {}),
    ...(subPath === undefined ? {} : { subPath }),
  };
}

/** Claims and scratch space are there to be written to, everything else is not. */
function isReadOnly({ volume }: MountableVolume, accessModes: readonly string[] | undefined): boolean {
  if (accessModes !== undefined && accessModes.length > 0) return accessModes.every((mode) => mode === 'ReadOnlyMany');
  return !('persistentVolumeClaim' in volume || 'ephemeral' in volume || 'emptyDir' in volume);
}
