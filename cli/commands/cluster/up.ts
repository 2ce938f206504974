import { UserError } from '../../../model/errors.ts';
import type { Facts } from '../../../model/facts.ts';
import type { Project } from '../../../pipeline/index.ts';
import type { UpResult } from '../../../tools/cluster/playground/up.ts';
import { type Context, defineCommand } from '../../command.ts';
import { styled } from '../../terminal.ts';

/** `stele cluster up`: a cluster of the fleet, on this machine. */
export const command = defineCommand({
  name: 'up',
  summary: 'Start a cluster on this machine, with what the working tree renders for it',
  details: [
    'It is a real Kubernetes control plane (etcd, API server, controller manager, scheduler) and a real Argo CD, listening on the loopback interface only. Pods are simulated: kwok plays the nodes and says that containers run, and no container does; no image is pulled, and nothing answers to connections, exec or logs. The statuses of routes, secrets and claims are simulated too.',
    'The first time, the components are built from source, which takes Go, minutes, and some gigabytes of disk; redis-server and git are needed to run. A cluster takes 2 to 3 GiB of memory.',
    'Run again while it runs, it renders the working tree again and gives Argo CD a commit with the changes; nothing has to be committed in your own repository. A start that fails or is stopped by Ctrl-C leaves nothing. Once started, the cluster stays until stele cluster down.',
    'Exit code 1 says that the cluster runs, and not all Applications became Synced and Healthy in time.',
  ],
  arguments: {
    cluster: { count: 'one', description: 'the cluster: <env>/<cluster>', complete: 'cluster' },
  },
  options: {
    timeout: {
      kind: 'value',
      placeholder: 'SECONDS',
      description: 'how long to wait for the Applications to become Synced and Healthy',
      default: '300',
    },
  },
  examples: [
    { command: 'stele cluster up dev/dev-1', does: 'starts dev-1, or deploys what changed to it (pods are simulated)' },
  ],
  async run({ args, options, cwd, out, err }) {
    const started = performance.now();
    const timeout = seconds(options.timeout);
    const { findRoot, loadProject } = await import('../../../pipeline/index.ts');
    const { up } = await import('../../../tools/cluster/playground/up.ts');
    err.status('loading');
    const project = await loadProject(findRoot(cwd));
    const target = await resolveCluster(project, args.cluster);
    const result = await up({
      project,
      ...target,
      timeout: timeout * 1000,
      onProgress: (text) => err.status(text),
      onLine: (text) => err.line(text),
    });
    err.clearStatus();
    const errors = printFindings(result, args.cluster, err);
    printChanges(result, target.cluster.facts, args.cluster, err);
    printApplications(result, timeout, err);
    err.line(summary(result, (performance.now() - started) / 1000));
    await printAccess(result, args.cluster, out);
    return result.status.healthy && errors === 0 ? 0 : 1;
  },
});

const DAY = 24 * 3600;

function seconds(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= DAY) return Number(text);
  throw new UserError({
    subject: 'stele cluster up',
    message: `--timeout ${text} is no number of seconds; write a whole number from 1 to ${DAY}`,
  });
}

async function resolveCluster(project: Project, text: string) {
  const { resolvePart } = await import('../../../pipeline/index.ts');
  const { environment, cluster, stack } = resolvePart(project, text);
  if (cluster !== undefined && stack === undefined) return { environment, cluster };
  const clusters = environment.clusters.map(({ name }) => `${environment.name}/${name}`);
  throw new UserError({
    subject: text,
    message: `names no cluster; write <env>/<cluster>; clusters: ${clusters.join(', ')}`,
  });
}

/** What the check found is `stele synth`'s to say; here only what is missing in the cluster for it. */
function printFindings({ findings, notices }: UpResult, part: string, err: Context['err']): number {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) {
    const what = errors === 1 ? '1 error was found' : `${errors} errors were found`;
    err.line(
      styled('red', 'error: '),
      `${what}, and what they concern is not deployed; see stele synth ${part} --check`,
    );
  }
  for (const { subject, message } of notices) err.line(styled('bold', subject), `: ${message}`);
  return errors;
}

/** What is not as it would be elsewhere, and what a running cluster was given. */
function printChanges(
  { started, changes, upstream, status }: UpResult,
  facts: Facts,
  part: string,
  err: Context['err'],
): void {
  if (started) {
    const { kubernetes } = status.record;
    if (!kubernetes.startsWith(`v${facts.kubernetes}.`)) {
      err.line(styled('yellow', 'note: '), `${part} has Kubernetes ${facts.kubernetes}, and this is ${kubernetes}`);
    }
    for (const url of upstream) err.line(`${url} is read from this machine: the files of the version that runs here`);
    return;
  }
  if (changes.length === 0) err.line(`nothing changed: ${part} has what the working tree renders`);
  for (const change of changes) err.line(change);
}

function printApplications({ status }: UpResult, timeout: number, err: Context['err']): void {
  if (status.healthy) return;
  const waiting = status.applications.filter(({ sync, health }) => sync !== 'Synced' || health !== 'Healthy');
  for (const { name, sync, health, messages } of waiting) {
    const told = messages.length === 0 ? '' : `: ${messages.join('; ')}`;
    err.line(styled('yellow', `${name} is ${sync} and ${health} after ${timeout} s`), told);
  }
}

function summary({ started, changes, status }: UpResult, time: number): string {
  const { kubernetes, argocd } = status.record;
  const well = status.applications.filter(({ sync, health }) => sync === 'Synced' && health === 'Healthy').length;
  return [
    ...(started ? [`Kubernetes ${kubernetes}`, `Argo CD ${argocd}`] : []),
    ...(started || changes.length === 0
      ? []
      : [changes.length === 1 ? '1 file changed' : `${changes.length} files changed`]),
    `${well} of ${status.applications.length} Applications Synced and Healthy`,
    `${time.toFixed(1)} s`,
  ].join(', ');
}

/** Lines that a shell can run. */
async function printAccess({ status }: UpResult, part: string, out: Context['out']): Promise<void> {
  const { kubectlFolder } = await import('../../../tools/cluster/playground/kubectl-folder.ts');
  const folder = kubectlFolder();
  out.line(styled('dim', `# ${part}: pods are simulated by kwok, no container runs`));
  out.line(`export KUBECONFIG=${status.kubeconfig}`);
  if (folder !== undefined) out.line(`export PATH="$PATH:${folder}"`);
  out.line('kubectl get applications --namespace argocd');
  out.line('kubectl get pods --all-namespaces');
  out.line(styled('dim', `# deploy what you changed: stele cluster up ${part}`));
  out.line(styled('dim', `# stop it: stele cluster down ${part}`));
}
