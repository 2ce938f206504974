import { amountOf, isPositiveQuantity, mebibytes } from '../../model/quantity.ts';
import type { ContainerJson, PodSpec, ResourcesJson, VolumeJson } from './pod-template.ts';

/** What a container asks for and may use, as Kubernetes quantities such as `250m` or `64Mi`. */
export interface Resources {
  /** CPU that the scheduler sets aside. */
  readonly cpu: string;
  /** Memory that the scheduler sets aside. */
  readonly memory: string;
  /**
   * Most CPU. Beyond it the container is throttled, also on an idle node.
   * @default no limit
   */
  readonly cpuLimit?: string;
  /**
   * Most memory. Beyond it the container is killed.
   * @default the memory asked for
   */
  readonly memoryLimit?: string;
  /**
   * Local disk that the scheduler sets aside: logs and writable paths.
   * @default the limit
   */
  readonly ephemeralStorage?: string;
  /**
   * Most local disk. Beyond it the pod is evicted.
   * @default 128Mi for logs, and the sizes of the writable paths
   */
  readonly ephemeralStorageLimit?: string;
}

/** What a container gets that says nothing. Small and visible, so that it is easily corrected. */
export const DEFAULT_RESOURCES: Resources = { cpu: '100m', memory: '128Mi' };

/** The kubelet keeps up to five log files of 10 MiB per container; the rest is room between two of its checks. */
const LOG_BYTES = 128 * 2 ** 20;

/** What cdk8s-plus gives every container that says nothing: nobody asked for it. */
const CDK8S_DEFAULT = JSON.stringify([
  ['1500m', '2048Mi'],
  ['1000m', '512Mi'],
]);

/** Fields that are no quantity, with their values. */
export function invalidQuantities(resources: Resources): readonly (readonly [string, string])[] {
  return Object.entries(resources).filter(([, value]) => value !== undefined && !isPositiveQuantity(value));
}

export function resourcesJson(resources: Resources): ResourcesJson {
  return {
    requests: {
      cpu: resources.cpu,
      memory: resources.memory,
      ...(resources.ephemeralStorage === undefined ? {} : { 'ephemeral-storage': resources.ephemeralStorage }),
    },
    limits: {
      ...(resources.cpuLimit === undefined ? {} : { cpu: resources.cpuLimit }),
      memory: resources.memoryLimit ?? resources.memory,
      ...(resources.ephemeralStorageLimit === undefined
        ? {}
        : { 'ephemeral-storage': resources.ephemeralStorageLimit }),
    },
  };
}

/** Completes the resources of every container of a pod. Needs its volumes to be final. */
export function completeResources(spec: PodSpec): void {
  const scratch = scratchBytes(spec);
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    container.resources = complete(container, LOG_BYTES + (scratch.get(container.name) ?? 0));
  }
}

function complete({ resources }: ContainerJson, diskBytes: number): ResourcesJson {
  const given = resources === undefined || isCdk8sDefault(resources) ? {} : resources;
  const { requests = {}, limits = {} } = given;
  const memory = requests.memory ?? limits.memory ?? DEFAULT_RESOURCES.memory;
  const diskLimit = limits['ephemeral-storage'] ?? larger(mebibytes(diskBytes), requests['ephemeral-storage']);
  return {
    requests: {
      ...requests,
      cpu: requests.cpu ?? limits.cpu ?? DEFAULT_RESOURCES.cpu,
      memory,
      'ephemeral-storage': requests['ephemeral-storage'] ?? diskLimit,
    },
    limits: { ...limits, memory: limits.memory ?? memory, 'ephemeral-storage': diskLimit },
  };
}

function larger(a: string, b: string | undefined): string {
  return b !== undefined && (amountOf(b) ?? 0) > (amountOf(a) ?? 0) ? b : a;
}

function isCdk8sDefault({ limits, requests }: ResourcesJson): boolean {
  return JSON.stringify([quantities(limits), quantities(requests)]) === CDK8S_DEFAULT;
}

function quantities(amounts: Record<string, string> = {}): readonly string[] {
  return Object.keys(amounts)
    .sort()
    .map((key) => amounts[key] ?? '');
}

/**
 * Bytes of scratch space on disk by the container that pays for it. The kubelet evicts a pod whose volumes, logs and
 * layers together exceed the sum of its containers' limits, so each volume has to be in the limit of one of them.
 * https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#local-ephemeral-storage
 */
function scratchBytes(spec: PodSpec): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const volume of spec.volumes ?? []) {
    if (!isOnDisk(volume)) continue;
    const mounts = (container: ContainerJson) => container.volumeMounts?.some(({ name }) => name === volume.name);
    const payer = (spec.containers.find(mounts) ?? spec.containers[0])?.name ?? '';
    bytes.set(payer, (bytes.get(payer) ?? 0) + (amountOf(volume.emptyDir?.sizeLimit ?? '') ?? 0));
  }
  return bytes;
}

function isOnDisk({ emptyDir }: VolumeJson): boolean {
  return emptyDir !== undefined && emptyDir.medium !== 'Memory';
}
