import { MANIFESTS } from '../constructs/argocd/index.ts';
import type { KubeObject } from '../model/kube.ts';
import { isPlainObject } from '../model/merge.ts';

/** What a file of the tree is. */
export type Place = FilePlace | PointerPlace | { readonly type: 'other' };

/** `<environment>/ring-<n>/<stack>/<variant>/<namespace or _cluster>/<Kind>.<name>.yaml` */
export interface FilePlace {
  readonly type: 'file';
  readonly environment: string;
  readonly stack: string;
  /** The folder of the variant. */
  readonly folder: string;
  /** The same for the same object in whichever stack of the environment. */
  readonly key: string;
}

/** `<environment>/_clusters/<cluster>/Application.<stack>.yaml`, on a hub `Application.<cluster>.<stack>.yaml` */
export interface PointerPlace {
  readonly type: 'pointer';
  readonly environment: string;
  readonly cluster: string;
  readonly stack: string;
}

/** What a file of the tree is, by its path relative to `manifests/`. */
export function placeOf(path: string): Place {
  const [environment = '', second = '', third = '', fourth = '', ...rest] = path.split('/');
  if (second === '_clusters') {
    const stack = /^Application\.(?:.*\.)?([^.]+)\.yaml$/.exec(fourth)?.[1];
    return stack === undefined ? { type: 'other' } : { type: 'pointer', environment, cluster: third, stack };
  }
  if (rest.length !== 2) return { type: 'other' };
  return {
    type: 'file',
    environment,
    stack: third,
    folder: `${environment}/${second}/${third}/${fourth}`,
    key: `${environment}/${rest.join('/')}`,
  };
}

/** The folder below `manifests/` that an Application deploys. */
export function pointedFolder(application: KubeObject): string {
  const source = isPlainObject(application.spec) ? application.spec.source : undefined;
  const path = isPlainObject(source) ? source.path : undefined;
  return typeof path === 'string' ? path.replace(`${MANIFESTS}/`, '') : '';
}
