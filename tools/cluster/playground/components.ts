import type { ComponentName } from '../../components.ts';

/** What a playground needs: built where it runs, by the recipes that the package brings. */
export const PLAYGROUND_COMPONENTS: readonly ComponentName[] = [
  'kubernetes',
  'argocd',
  'kwok',
  'kustomize',
  'etcd',
  'prometheus-operator',
  'external-secrets',
  'gateway-api',
];
