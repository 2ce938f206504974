import type { Problem } from '../../model/errors.ts';

/** What says where an Application's manifests are, and at which revision. */
export interface Source {
  readonly repoURL?: string;
  readonly targetRevision?: string;
  /** A Helm chart in place of a Git repository. */
  readonly chart?: string;
}

/**
 * What is wrong with the revision of a source: a tag, a branch and the version of a chart can be moved after the review, a
 * commit cannot.
 *
 * @param place where the source stands in the props, such as `source`
 */
export function revisionProblems(
  subject: string,
  place: string,
  { repoURL, targetRevision, chart }: Source,
): Problem[] {
  if (chart !== undefined) {
    return [
      {
        subject,
        message: `${place}.chart: "${chart}" can be published again under its version; name a Git repository and a commit`,
      },
    ];
  }
  if (/^[0-9a-f]{40}$/.test(targetRevision ?? '')) return [];
  const found = targetRevision === undefined ? 'not given, it follows a branch' : `"${targetRevision}" can move`;
  return [
    {
      subject,
      message: `${place}.targetRevision: ${found}; write the 40 hexadecimal digits of its commit, as git ls-remote ${repoURL} shows them`,
    },
  ];
}
