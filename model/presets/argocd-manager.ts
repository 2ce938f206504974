import type { Preset } from '../cluster.ts';
import { account } from './identities.ts';

/**
 * A cluster that was joined to a hub with `argocd cluster add`, which makes an account of another name than day 0 does.
 * It says one thing only: `cluster('edge-1', { preset: presets.k3s, ...presets.argocdManager, … })`.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd_cluster_add/
 */
export const argocdManager = {
  identities: { argocd: account('kube-system', 'argocd-manager') },
} satisfies Preset;
