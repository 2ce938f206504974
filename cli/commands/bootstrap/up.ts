import { createInterface } from 'node:readline/promises';
import type { Place } from '../../../bootstrap/drive/check-place.ts';
import type { Step } from '../../../bootstrap/drive/run-events.ts';
import { UserError } from '../../../model/errors.ts';
import { resolveCluster } from '../../cluster-of.ts';
import { type Context, defineCommand } from '../../command.ts';
import { format } from '../../format.ts';
import { importDayZero } from '../../import-day-zero.ts';
import { styled } from '../../terminal.ts';

/** `stele bootstrap`: drives Pulumi, which does what Git cannot do by itself. */
export const command = defineCommand({
  name: 'up',
  summary: 'Put Argo CD, its access to the repository and the root Application into a cluster, and hand over',
  details: [
    'Settings and secrets are those of the Pulumi stack that is named like the cluster: see docs/bootstrap.md. ' +
      'Run again, it restores what day 0 keeps for itself, and leaves alone what Argo CD manages. On a new cluster in ' +
      'the place of a lost one it makes everything again.',
  ],
  arguments: {
    cluster: { count: 'one', description: 'the cluster: <env>/<cluster>', complete: 'cluster' },
  },
  options: {
    preview: { kind: 'flag', description: 'say what would be done, and do nothing' },
    adopt: { kind: 'flag', description: 'take over an Argo CD that is there already, as it is' },
    yes: { kind: 'flag', description: 'do not ask whether it is the right cluster' },
    format,
  },
  examples: [
    { command: 'stele bootstrap prod/prod-eu-1 --preview', does: 'says what would be done' },
    {
      command: 'stele bootstrap prod/prod-eu-1',
      does: 'asks whether it is the right cluster, and puts Argo CD in charge',
    },
  ],
  json: `{
  version: 1;
  environment: string;
  cluster: string;
  preview: boolean;
  context: string;
  server: string;
  kubernetes: string;
  steps: { verb: 'create' | 'update' | 'delete' | 'replace' | 'forget'; object: string }[];
}`,
  async run({ args, options, cwd, out, err }) {
    const { bootstrapCluster } = await importDayZero(() => import('../../../bootstrap/drive/bootstrap-cluster.ts'));
    const { project, environment, cluster } = await resolveCluster(cwd, args.cluster);
    const { place, steps, warnings } = await bootstrapCluster({
      project,
      environment,
      cluster,
      preview: options.preview,
      adopt: options.adopt,
      confirm: (found) => confirm(args.cluster, found, options.preview || options.yes, err),
      onProgress: (text) => err.status(text),
      onStep: (step) => err.status(stepText(step)),
      environmentVariables: process.env,
    });
    for (const warning of warnings) err.line(styled('yellow', 'warning'), `: ${warning}`);
    if (options.format === 'json') {
      const { context, server, version: kubernetes } = place;
      const names = { environment: environment.name, cluster: cluster.name };
      out.json({ version: 1, ...names, preview: options.preview, context, server, kubernetes, steps });
      return 0;
    }
    for (const step of steps) out.line(styled(COLOURS[step.verb], step.verb), ` ${step.object}`);
    err.line(summary(steps, options.preview));
    return 0;
  },
});

const COLOURS = { create: 'green', update: 'yellow', replace: 'red', delete: 'red', forget: 'dim' } as const;

async function confirm(cluster: string, place: Place, agreed: boolean, err: Context['err']): Promise<void> {
  const { context, server, version, user, doubts } = place;
  const as = user === undefined ? '' : ` as ${user}`;
  err.line(styled('bold', cluster), `: context "${context}", ${server}, Kubernetes ${version}${as}`);
  for (const doubt of doubts) err.line(styled('yellow', 'warning'), `: ${cluster} ${doubt}`);
  if (agreed) return;
  if (!process.stdin.isTTY) {
    throw new UserError({
      subject: cluster,
      message: 'nobody is there to say that this is the right cluster; add --yes',
    });
  }
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await ask.question('Is this the right cluster? [y/N] ');
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    ask.close();
  }
  throw new UserError({ subject: cluster, message: 'nothing was done; set another kubeconfig for the Pulumi stack' });
}

function stepText({ verb, object }: Step): string {
  return `${verb} ${object}`;
}

function summary(steps: readonly Step[], preview: boolean): string {
  if (steps.length === 0) return 'nothing to do: day 0 is as it should be';
  const count = steps.length === 1 ? '1 object' : `${steps.length} objects`;
  return preview
    ? `${count} would change; nothing was done`
    : `${count} changed; stele bootstrap status shows what Argo CD makes of it`;
}
