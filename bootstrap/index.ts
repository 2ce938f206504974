/**
 * The Pulumi program of day 0: makes the Argo CD of a cluster follow this repository. The Pulumi stack is named like the
 * cluster. Argo CD has to be installed; this program does not do it.
 */
import * as pulumi from '@pulumi/pulumi';
import { UserError } from '../model/errors.ts';
import { findRoot } from '../pipeline/find-root.ts';
import { loadProject } from '../pipeline/load.ts';
import { findCluster } from './find-cluster.ts';
import { secretKubeconfig } from './kubeconfig.ts';
import { registerRoot } from './root.ts';

try {
  // the root names no image, so a lock that lacks one is nobody's problem here
  const { config, environments } = await loadProject(findRoot(process.cwd()), { completeLocks: false });
  const { environment, cluster } = findCluster(environments, pulumi.getStack());
  registerRoot({ config, environment, cluster: cluster.name, kubeconfig: secretKubeconfig(cluster.name) });
} catch (error) {
  // what the user can fix is printed without a stack trace
  throw error instanceof UserError ? new pulumi.RunError(error.message) : error;
}
