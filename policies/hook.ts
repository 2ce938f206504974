import type { KubeObject } from '../model/kube.ts';
import { at } from './read.ts';

/**
 * Whether Helm or Argo CD runs an object once, at a moment of a deployment, instead of keeping it: chart tests are hooks
 * too, and Argo CD takes Helm's hooks for its own.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#helm-hooks
 */
export function isHook(object: KubeObject): boolean {
  const annotations = at(object, 'metadata', 'annotations');
  return at(annotations, 'argocd.argoproj.io/hook') !== undefined || at(annotations, 'helm.sh/hook') !== undefined;
}
