import { isPlainObject } from '../model/merge.ts';
import { DAY_ZERO } from '../pipeline/day-zero-objects.ts';
import { parseRelease, type Release, releaseText } from './install/release.ts';

/** On the project of the root Applications: what day 0 installed. */
export const ANNOTATION_RELEASE = 'stele.dev/day-zero';

/** Where the record is. */
export const RECORD_PATH = `/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects/${DAY_ZERO.root}`;

/**
 * What day 0 did in a cluster, as the cluster itself remembers it.
 *
 * The objects of a later release are Argo CD's own business: were they made from the lock or from the settings at every
 * `up`, the first one after Argo CD upgraded itself would create what is there already. A new cluster remembers nothing,
 * and gets the release of the lock.
 */
export type ReleaseRecord =
  | InstalledRecord
  /** An Argo CD that was there before, and was taken over as it was. */
  | { readonly kind: 'adopted' };

export interface InstalledRecord {
  readonly kind: 'installed';
  readonly release: Release;
  /** Hexadecimal SHA-256 of the install manifest. */
  readonly sha256: string;
  /** Whether Dex was a part of it. */
  readonly dex: boolean;
}

/** Writes a record, such as `v3.5.3/plain@sha256:0a…` or, with Dex, `v3.5.3/plain+dex@sha256:0a…`. */
export function recordText(record: ReleaseRecord): string {
  if (record.kind === 'adopted') return 'adopted';
  return `${releaseText(record.release)}${record.dex ? '+dex' : ''}@sha256:${record.sha256}`;
}

/** Reads the record off the project as the cluster has it; undefined where day 0 has not been. */
export function recordOf(project: unknown): ReleaseRecord | undefined {
  if (!isPlainObject(project) || !isPlainObject(project.metadata)) return undefined;
  const { annotations } = project.metadata;
  const text = isPlainObject(annotations) ? annotations[ANNOTATION_RELEASE] : undefined;
  // a project that remembers no release was not made by an install
  return (typeof text === 'string' && installed(text)) || { kind: 'adopted' };
}

function installed(text: string): InstalledRecord | undefined {
  const [, word = '', dex, sha256 = ''] = /^(.+?)(\+dex)?@sha256:([0-9a-f]{64})$/.exec(text) ?? [];
  const release = parseRelease(word);
  return release && { kind: 'installed', release, sha256, dex: dex !== undefined };
}
