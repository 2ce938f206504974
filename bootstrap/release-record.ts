import { isPlainObject } from '../model/merge.ts';
import { DAY_ZERO } from '../pipeline/day-zero-objects.ts';
import { parseRelease, type Release, releaseText } from './install/release.ts';

/** On the project of the root Applications: which release day 0 installed. */
export const ANNOTATION_RELEASE = 'stele.dev/day-zero';

/** Where the record is. */
export const RECORD_PATH = `/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects/${DAY_ZERO.root}`;

/**
 * What day 0 did in a cluster, as the cluster itself remembers it.
 *
 * The objects of a later release are Argo CD's own business: were they made from the lock at every `up`, the first one
 * after Argo CD upgraded itself would create what is there already. A new cluster remembers nothing, and gets the
 * release of the lock.
 */
export type ReleaseRecord =
  | { readonly kind: 'installed'; readonly release: Release }
  /** An Argo CD that was there before, and was taken over as it was. */
  | { readonly kind: 'adopted' };

/** Writes a record. */
export function recordText(record: ReleaseRecord): string {
  return record.kind === 'adopted' ? 'adopted' : releaseText(record.release);
}

/** Reads the record off the project as the cluster has it; undefined where day 0 has not been. */
export function recordOf(project: unknown): ReleaseRecord | undefined {
  if (!isPlainObject(project) || !isPlainObject(project.metadata)) return undefined;
  const { annotations } = project.metadata;
  const text = isPlainObject(annotations) ? annotations[ANNOTATION_RELEASE] : undefined;
  const release = typeof text === 'string' ? parseRelease(text) : undefined;
  // a project that remembers no release was not made by an install
  return release === undefined ? { kind: 'adopted' } : { kind: 'installed', release };
}
