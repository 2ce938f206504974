import * as pulumi from '@pulumi/pulumi';
import { UserError } from '../model/errors.ts';
import { isSpoke } from '../pipeline/day-zero-objects.ts';
import { findRoot } from '../pipeline/find-root.ts';
import { loadProject } from '../pipeline/load.ts';
import { type ClusterMemory, NO_MEMORY, readMemory } from './cluster-memory.ts';
import { registerDayZero } from './day-zero.ts';
import { findCluster } from './find-cluster.ts';
import { manifestCache } from './install/fetch-manifest.ts';
import { KubeClient } from './kube/kube-client.ts';
import { parseKubeconfig } from './kube/kubeconfig.ts';
import { planDayZero } from './plan-day-zero.ts';
import { pulumiSettings } from './pulumi-settings.ts';
import { readSettings } from './settings.ts';

/**
 * The Pulumi program of day 0, for the cluster that the Pulumi stack is named like. A platform repository runs it with a
 * `bootstrap/index.ts` of two lines:
 *
 * ```ts
 * import { bootstrap } from 'stele/bootstrap';
 * await bootstrap();
 * ```
 *
 * @throws pulumi.RunError with what the user can fix, which Pulumi prints without a stack trace
 */
export async function bootstrap(): Promise<void> {
  try {
    await run(pulumi.getStack());
  } catch (error) {
    throw error instanceof UserError ? new pulumi.RunError(error.message) : error;
  }
}

async function run(stack: string): Promise<void> {
  const project = await loadProject(findRoot(process.cwd()));
  const { environment, cluster } = findCluster(project.environments, stack);
  const spoke = isSpoke(environment, cluster.name);
  const settings = readSettings(pulumiSettings(stack), { repository: project.config.repository.url, spoke });
  const memory = spoke ? NO_MEMORY : await memoryOf(cluster.name, settings.kubeconfig);
  registerDayZero(
    await planDayZero({ project, environment, cluster, settings, memory, cache: manifestCache(process.env) }),
  );
}

async function memoryOf(cluster: string, kubeconfig: string): Promise<ClusterMemory> {
  const client = await KubeClient.connect(cluster, parseKubeconfig(`kubeconfig of "${cluster}"`, kubeconfig));
  try {
    return await readMemory(client);
  } finally {
    client.close();
  }
}
