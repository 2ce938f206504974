import { ANNOTATION_SOURCE, type KubeObject } from '../model/kube.ts';
import { at, listAt } from './read.ts';

/** Whether a controller in the cluster made the object, so that changing it here would change nothing. */
export function isControlled(object: KubeObject): boolean {
  return listAt(object, 'metadata', 'ownerReferences').length > 0;
}

/** Whether the object comes from Git by Argo CD: Stele rendered it, or Argo CD tracks it. */
export function isOwnedByGit(object: KubeObject): boolean {
  const annotations = at(object, 'metadata', 'annotations');
  return (
    at(annotations, ANNOTATION_SOURCE) !== undefined || at(annotations, 'argocd.argoproj.io/tracking-id') !== undefined
  );
}
