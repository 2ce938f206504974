import { groupOf } from '../model/kube.ts';

/** How rules name the kind of an object: `Service` in Kubernetes' own groups, else `Certificate.cert-manager.io`. */
export function kindKey(object: { readonly apiVersion: string; readonly kind: string }): string {
  return kindIn(groupOf(object), object.kind);
}

/** The same for a group and a kind. */
export function kindIn(group: string, kind: string): string {
  return isBuiltIn(group) ? kind : `${kind}.${group}`;
}

/** Kubernetes' own groups have no dot, or end in `.k8s.io`; the latter is also used by projects beside it. */
export function isBuiltIn(group: string): boolean {
  return (
    !group.includes('.') ||
    (group.endsWith('.k8s.io') && !group.endsWith('.x-k8s.io') && group !== 'gateway.networking.k8s.io')
  );
}
