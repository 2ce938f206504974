import type { Places } from '../../../bootstrap/drive/bootstrap-cluster.ts';
import type { Place } from '../../../bootstrap/drive/check-place.ts';
import type { Step } from '../../../bootstrap/drive/run-events.ts';
import { terminalDialogue } from '../../agrees.ts';
import { resolveCluster } from '../../cluster-of.ts';
import { defineCommand } from '../../command.ts';
import { confirmPlaces } from '../../confirm-places.ts';
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
  context: string; // where Argo CD runs
  server: string;
  kubernetes: string;
  spoke: { context: string; server: string; kubernetes: string } | null; // where a hub deploys to
  steps: { verb: 'create' | 'update' | 'delete' | 'replace' | 'forget'; object: string }[];
}`,
  async run({ args, options, cwd, out, err }) {
    const { bootstrapCluster } = await importDayZero(() => import('../../../bootstrap/drive/bootstrap-cluster.ts'));
    const { project, environment, cluster } = await resolveCluster(cwd, args.cluster);
    const { preview, adopt, yes } = options;
    const json = options.format === 'json';
    const steps: Step[] = [];
    let confirmed: Places | undefined;
    try {
      const warnings = await bootstrapCluster({
        project,
        environment,
        cluster,
        preview,
        adopt,
        async confirm(places) {
          await confirmPlaces({
            cluster: args.cluster,
            places,
            agreed: preview || yes,
            err,
            dialogue: terminalDialogue(),
          });
          confirmed = places;
        },
        onProgress: (text) => err.status(text),
        onStep(step) {
          steps.push(step);
          err.clearStatus();
          if (!json) out.line(styled(COLOURS[step.verb], step.verb), ` ${step.object}`);
        },
        environmentVariables: process.env,
      });
      for (const warning of warnings) err.line(styled('yellow', 'warning'), `: ${warning}`);
      if (!json) err.line(summary(steps, preview));
    } catch (error) {
      if (steps.length > 0) err.line(`${count(steps)} ${preview ? 'would change' : 'changed'} before it failed`);
      throw error;
    } finally {
      // what was done is to be known when the rest failed, too
      if (json && confirmed !== undefined) {
        const names = { environment: environment.name, cluster: cluster.name };
        out.json({ version: 1, ...names, preview, ...reached(confirmed), steps });
      }
    }
    return 0;
  },
});

const COLOURS = { create: 'green', update: 'yellow', replace: 'red', delete: 'red', forget: 'dim' } as const;

function reached({ argocd, spoke }: Places) {
  const one = ({ context, server, version: kubernetes }: Place) => ({ context, server, kubernetes });
  return { ...one(argocd), spoke: spoke === undefined ? null : one(spoke) };
}

function summary(steps: readonly Step[], preview: boolean): string {
  if (steps.length === 0) return 'nothing to do: day 0 is as it should be';
  return preview
    ? `${count(steps)} would change; nothing was done`
    : `${count(steps)} changed; stele bootstrap status shows what Argo CD makes of it`;
}

function count(steps: readonly Step[]): string {
  return steps.length === 1 ? '1 object' : `${steps.length} objects`;
}
