import type { Playground } from '../../../tools/cluster/playground/state.ts';
import type { PlaygroundStatus } from '../../../tools/cluster/playground/status.ts';
import { type Context, defineCommand } from '../../command.ts';
import { format } from '../../format.ts';
import { notRunning, playgroundName } from '../../playground-name.ts';
import { table } from '../../table.ts';
import { type Span, styled } from '../../terminal.ts';

/** `stele cluster status`: what runs on this machine. */
export const command = defineCommand({
  name: 'status',
  summary: 'List the clusters that run on this machine, and how their Applications are',
  details: [
    'Exit code 1 says that the cluster that was named does not run, or that not all of its Applications are Synced and Healthy. Their pods are simulated: Healthy says that Argo CD and the controllers have nothing left to do, not that a container works.',
  ],
  arguments: {
    cluster: { count: 'optional', description: 'one cluster: <env>/<cluster>', complete: 'cluster' },
  },
  options: { format },
  examples: [
    { command: 'stele cluster status', does: 'lists what runs' },
    { command: 'stele cluster status dev/dev-1', does: 'says whether dev-1 runs, and whether all is well in it' },
  ],
  json: `{
  version: 1;
  clusters: {
    environment: string;
    cluster: string;
    // ended: its processes are gone, and stele cluster down removes what they left
    state: 'starting' | 'running' | 'ended';
    // whether it runs, and all Applications are Synced and Healthy
    healthy: boolean;
    // ISO 8601
    since: string;
    // the repository that it is rendered from
    root: string;
    kubernetes: string;
    argocd: string;
    // path of a kubeconfig
    kubeconfig: string;
    applications: { name: string; sync: string; health: string }[];
    // why nothing is known of the Applications
    problem: string | null;
  }[];
}`,
  async run({ args, options, out, err }) {
    const { findPlayground, listPlaygrounds } = await import('../../../tools/cluster/playground/state.ts');
    const { playgroundStatus } = await import('../../../tools/cluster/playground/status.ts');
    const all = listPlaygrounds();
    const one = args.cluster === undefined ? undefined : findPlayground(playgroundName(args.cluster));
    const chosen: readonly (Playground | undefined)[] = args.cluster === undefined ? all : [one];
    const known = await Promise.all(chosen.map((playground) => playground && playgroundStatus(playground)));
    const statuses = known.filter((status) => status !== undefined);
    if (options.format === 'json') out.json({ version: 1, clusters: statuses.map(jsonReport) });
    else for (const status of statuses) printStatus(status, out);
    if (statuses.length === 0) err.line(args.cluster === undefined ? 'none is running' : notRunning(args.cluster, all));
    return args.cluster === undefined || statuses.some(({ healthy }) => healthy) ? 0 : 1;
  },
});

function jsonReport({ record, state, healthy, kubeconfig, applications, problem }: PlaygroundStatus): object {
  const { environment, cluster, since, root, kubernetes, argocd } = record;
  return {
    environment,
    cluster,
    state,
    healthy,
    since,
    root,
    kubernetes,
    argocd,
    kubeconfig,
    applications: applications.map(({ name, sync, health }) => ({ name, sync, health })),
    problem: problem ?? null,
  };
}

function printStatus(status: PlaygroundStatus, out: Context['out']): void {
  const { record, state, kubeconfig, applications, problem } = status;
  const { environment, cluster, since, root, kubernetes, argocd } = record;
  const name = `${environment}/${cluster}`;
  out.line(styled('bold', name), ...headline(status), styled('dim', ` since ${since}, from ${root}`));
  if (state !== 'running') return;
  out.line(`  Kubernetes ${kubernetes}, Argo CD ${argocd}; pods are simulated`);
  out.line(`  export KUBECONFIG=${kubeconfig}`);
  if (problem !== undefined) {
    out.line(styled('red', `  ${problem}`));
    return;
  }
  const rows = applications.map((application): Span[] => [
    `  ${application.name}`,
    styled(application.sync === 'Synced' ? 'green' : 'yellow', application.sync),
    styled(application.health === 'Healthy' ? 'green' : 'yellow', application.health),
  ]);
  for (const line of table(['  APPLICATION', 'SYNC', 'HEALTH'], rows)) out.line(...line);
}

function headline({ record, state, healthy, problem }: PlaygroundStatus): readonly Span[] {
  const name = `${record.environment}/${record.cluster}`;
  if (state === 'ended') return [styled('red', ' ended'), `; remove what it left: stele cluster down ${name};`];
  if (state === 'starting') return [styled('yellow', ' starting')];
  if (problem !== undefined) return [styled('red', ' does not answer')];
  return [healthy ? styled('green', ' healthy') : styled('yellow', ' not healthy')];
}
