import type { KubeObject } from '../model/kube.ts';
import { textAt } from './read.ts';

/** The sync options of one object: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/ */
export function syncOptionsOf(object: KubeObject): ReadonlyMap<string, string> {
  const text = textAt(object, 'metadata', 'annotations', 'argocd.argoproj.io/sync-options') ?? '';
  return new Map(
    text.split(',').flatMap((item) => {
      const [option = '', value = 'true'] = item.trim().split('=', 2);
      return option === '' ? [] : [[option, value] as const];
    }),
  );
}
