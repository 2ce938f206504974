import { UserError } from '../model/errors.ts';
import { type Access, parseKubeconfig } from './kube/kubeconfig.ts';
import type { SpokeSetting } from './settings.ts';

/**
 * How a hub is to reach a cluster, and as whom.
 *
 * @throws UserError when the kubeconfig cannot be understood, or names no program where the hub is to run one
 */
export function spokeAccess(cluster: string, { kubeconfig, auth }: SpokeSetting): Access {
  const subject = `clusterKubeconfig of "${cluster}"`;
  const access = parseKubeconfig(subject, kubeconfig);
  if (auth === 'exec' && access.credentials.kind !== 'exec') {
    throw new UserError({
      subject,
      message: 'names no program to log in with; use clusterAuth "token"',
    });
  }
  return access;
}
