import type { KubeObject } from '../../model/kube.ts';
import { textAt } from '../../policies/read.ts';

/**
 * The repository that the tree is committed to, as the pointers of a cluster name it: it may be another than in the
 * settings, after `stele synth --repository`.
 */
export function pointedRepository(pointers: readonly KubeObject[]): string | undefined {
  const application = pointers.find(({ kind }) => kind === 'Application');
  return textAt(application, 'spec', 'source', 'repoURL');
}
