import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '../../../tools/cluster/api-client.ts';
import { type ArgoCD, startArgoCD } from '../../../tools/cluster/argo-cd.ts';
import type { Cluster } from '../../../tools/cluster/cluster.ts';
import { waitFor } from '../../../tools/cluster/wait.ts';
import type { DayZeroProject } from './day-zero-project.ts';

/** Starts the Argo CD that day 0 has put into a cluster, with what the kubelet would have mounted. */
export async function startedArgoCD(where: Cluster): Promise<ArgoCD> {
  const { data } = await where.as('installer').get('/api/v1/namespaces/argocd/configmaps/argocd-tls-certs-cm');
  const folder = join(where.folder, 'argocd', 'tls');
  mkdirSync(folder, { recursive: true });
  for (const [host, certificate] of Object.entries(data as Record<string, string>)) {
    writeFileSync(join(folder, host), certificate);
  }
  return await startArgoCD(where, { installed: true });
}

/** Waits until these Applications are there, at the newest commit, Synced and Healthy. */
export async function settled(argocd: ArgoCD, project: DayZeroProject, names: readonly string[]): Promise<void> {
  let poked = Number.NEGATIVE_INFINITY;
  let states: readonly string[] = [];
  await waitFor(
    async () => {
      const applications = (await argocd.applications()).filter(({ metadata }) => names.includes(metadata.name));
      states = applications.flatMap((application) => stateOf(application, project));
      if (states.length === 0 && applications.length === names.length) return true;
      if (performance.now() - poked > 10_000) {
        await argocd.webhook();
        poked = performance.now();
      }
      return false;
    },
    {
      what: `${names.join(', ')} to be Synced and Healthy`,
      timeout: 400_000,
      interval: 500,
      explain: () => states.join('\n'),
    },
  );
}

function stateOf({ metadata, spec, status }: Resource, project: DayZeroProject): readonly string[] {
  const { sync, health, operationState, conditions = [] } = status ?? {};
  const head = spec.source.repoURL === project.repository ? project.served.head() : project.upstream.head();
  if (sync?.revision === head && sync.status === 'Synced' && health?.status === 'Healthy') return [];
  const messages = conditions.map(({ message }: { readonly message: string }) => message);
  return [
    [metadata.name, sync?.status, health?.status, operationState?.phase, operationState?.message, ...messages].join(
      ', ',
    ),
  ];
}
