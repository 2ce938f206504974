import type { KubeObject } from '../../model/kube.ts';
import type { DayZero } from '../day-zero.ts';
import { NAMESPACE } from '../install/prepare-install.ts';

/** One object of each kind that day 0 keeps, for the question whether it may be made. */
export const KEPT_OBJECTS: readonly KubeObject[] = [
  ...['Secret', 'ConfigMap'].map((kind) => ({ apiVersion: 'v1', kind })),
  ...['Application', 'AppProject'].map((kind) => ({ apiVersion: 'argoproj.io/v1alpha1', kind })),
].map((object) => ({ ...object, metadata: { name: 'any', namespace: NAMESPACE } }));

/** What a hub's account in another cluster takes. */
export const ACCOUNT_OBJECTS: readonly KubeObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'any', namespace: NAMESPACE } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'any', namespace: NAMESPACE } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'any' },
    roleRef: { kind: 'ClusterRole' },
  },
];

/** What is installed of Argo CD. */
export function installedObjects({ argocd }: DayZero): readonly KubeObject[] {
  if (argocd === undefined || argocd.objects.length === 0) return [];
  return [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }, ...argocd.objects];
}
