import type { Problem } from '../../model/errors.ts';
import { canonicalJson, shortHash } from '../../model/hash.ts';
import type { MountableVolume } from './mount.ts';
import type { PodTemplate, VolumeJson } from './pod-template.ts';

/** Upper bound of scratch space for which nobody gave one. */
export const DEFAULT_SCRATCH = '64Mi';

/** Volumes listed here do not keep the cluster autoscaler from removing a node. */
const SAFE_TO_EVICT = 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes';

/** The volumes of a pod while it is being finished. */
export class PodVolumes {
  readonly #subject: string;
  readonly #volumes: VolumeJson[];

  constructor(subject: string, volumes: readonly VolumeJson[]) {
    this.#subject = subject;
    this.#volumes = [...volumes];
  }

  get all(): VolumeJson[] {
    return this.#volumes;
  }

  /** Adds a volume, or finds it when an equal one is there. */
  mount({ name, volume }: MountableVolume, problems: Problem[]): string {
    const existing = this.#volumes.find((candidate) => candidate.name === name);
    if (existing === undefined) {
      this.#volumes.push({ ...volume, name });
    } else if (canonicalJson(existing) !== canonicalJson({ ...volume, name })) {
      problems.push({
        subject: this.#subject,
        message: `two different volumes are called "${name}"; give one of their constructs another name`,
      });
    }
    return name;
  }

  /**
   * Adds scratch space, named by its path: `/var/cache` is `var-cache`, and `<container>-var-cache` in every container
   * but the first. A name that is taken gets the hash of container and path.
   */
  scratch(container: string, first: boolean, path: string, sizeLimit: string): string {
    const slug = pathSlug(path);
    const plain = first ? slug : `${container}-${slug}`;
    const taken = plain.length > 63 || this.#volumes.some((candidate) => candidate.name === plain);
    const name = taken ? `${plain.slice(0, 52).replace(/-+$/, '')}-${shortHash(`${container}:${path}`)}` : plain;
    this.#volumes.push({ name, emptyDir: { sizeLimit } });
    return name;
  }
}

/** A path as a part of a name: `/var/cache` is `var-cache`. */
export function pathSlug(path: string): string {
  const slug = path
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return slug === '' ? shortHash(path) : slug;
}

/** Bounds scratch space that has no size limit, and lets the cluster autoscaler evict pods in spite of it. */
export function boundScratch(template: PodTemplate): void {
  const evictable: string[] = [];
  for (const volume of template.spec.volumes ?? []) {
    if (volume.emptyDir === undefined) continue;
    volume.emptyDir = { sizeLimit: DEFAULT_SCRATCH, ...volume.emptyDir };
    if (volume.emptyDir.medium !== 'Memory') evictable.push(volume.name);
  }
  if (evictable.length === 0) return;
  const annotations = { [SAFE_TO_EVICT]: evictable.join(','), ...template.metadata?.annotations };
  template.metadata = { ...template.metadata, annotations };
}
