import type { ApplicationStatus, ClusterStatus, WorkloadStatus } from '../../../bootstrap/drive/cluster-status.ts';
import { resolveCluster } from '../../cluster-of.ts';
import { type Context, defineCommand } from '../../command.ts';
import { format } from '../../format.ts';
import { importDayZero } from '../../import-day-zero.ts';
import { table } from '../../table.ts';
import { type Span, styled } from '../../terminal.ts';

/** `stele bootstrap status`: what runs of Argo CD in a cluster, and what it makes of the repository. */
export const command = defineCommand({
  name: 'status',
  summary: 'Say which Argo CD runs in a cluster, and whether it has brought the cluster to what Git says',
  details: ['Exits with 1 while something is not ready, not synced or not healthy.'],
  arguments: {
    cluster: { count: 'one', description: 'the cluster: <env>/<cluster>', complete: 'cluster' },
  },
  options: { format },
  examples: [{ command: 'stele bootstrap status prod/prod-eu-1', does: 'says what runs in prod-eu-1' }],
  json: `{
  version: 1;
  environment: string;
  cluster: string;
  context: string;
  server: string;
  kubernetes: string;
  dayZero: string | null;
  fine: boolean;
  workloads: { kind: string; name: string; version: string; ready: number; wanted: number }[];
  applications: { name: string; sync: string; health: string; revision: string; message: string }[];
}`,
  async run({ args, options, cwd, out, err }) {
    const { clusterStatus, isFine } = await importDayZero(() => import('../../../bootstrap/drive/cluster-status.ts'));
    const { project, environment, cluster } = await resolveCluster(cwd, args.cluster);
    const status = await clusterStatus({ project, environment, cluster });
    const fine = isFine(status);
    const { place, dayZero = null, workloads, applications } = status;
    if (options.format === 'json') {
      const { context, server, version: kubernetes } = place;
      const names = { environment: environment.name, cluster: cluster.name };
      out.json({ version: 1, ...names, context, server, kubernetes, dayZero, fine, workloads, applications });
    } else {
      print(status, out);
      if (applications.length === 0)
        err.line(`${args.cluster}: Argo CD follows nothing here; run: stele bootstrap ${args.cluster}`);
    }
    return fine ? 0 : 1;
  },
});

function print({ place, dayZero, workloads, applications }: ClusterStatus, out: Context['out']): void {
  out.line(styled('bold', place.name), ` ${place.server}, Kubernetes ${place.version}`);
  if (dayZero !== undefined) out.line(styled('dim', `day 0: ${dayZero}`));
  for (const line of table(['WORKLOAD', 'VERSION', 'READY'], workloads.map(workloadRow))) out.line(...line);
  for (const line of table(['APPLICATION', 'SYNC', 'HEALTH', 'COMMIT', ''], applications.map(applicationRow))) {
    out.line(...line);
  }
}

function workloadRow({ name, version, ready, wanted }: WorkloadStatus): Span[] {
  return [name, version, good(ready >= wanted, `${ready}/${wanted}`)];
}

function applicationRow({ name, sync, health, revision, message }: ApplicationStatus): Span[] {
  const commit = styled('dim', revision.slice(0, 10));
  return [name, good(sync === 'Synced', sync), good(health === 'Healthy', health), commit, message];
}

function good(is: boolean, text: string): Span {
  return styled(is ? 'green' : 'red', text);
}
