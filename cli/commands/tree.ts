import { UserError } from '../../model/errors.ts';
import type { ClusterStack } from '../../pipeline/index.ts';
import { type Context, defineCommand } from '../command.ts';
import { format } from '../format.ts';
import { table } from '../table.ts';
import { styled } from '../terminal.ts';

/** `stele tree`: what one cluster runs, out of renderings that clusters share. */
export const command = defineCommand({
  name: 'tree',
  summary: 'List what one cluster runs: its stacks, their objects, and the files they stand in',
  arguments: {
    cluster: { count: 'one', description: 'the cluster: <env>/<cluster>', complete: 'cluster' },
  },
  options: { format },
  examples: [{ command: 'stele tree prod/prod-us-1', does: 'lists what prod-us-1 runs' }],
  json: `{
  version: 1;
  environment: string;
  cluster: string;
  stacks: {
    stack: string;
    variant: string;
    path: string;
    objects: { apiVersion: string; kind: string; namespace?: string; name: string; file: string }[];
  }[];
}`,
  async run({ args, options, cwd, out }) {
    const { clusterTree, findRoot, loadProject, resolvePart } = await import('../../pipeline/index.ts');
    const project = await loadProject(findRoot(cwd));
    const { cluster, environment, stack } = resolvePart(project, args.cluster);
    if (cluster === undefined || stack !== undefined) {
      const clusters = environment.clusters.map(({ name }) => `${environment.name}/${name}`);
      throw new UserError({
        subject: args.cluster,
        message: `names no cluster; write <env>/<cluster>; clusters: ${clusters.join(', ')}`,
      });
    }
    const stacks = await clusterTree(project, cluster);
    if (options.format === 'json')
      out.json({ version: 1, environment: environment.name, cluster: cluster.name, stacks });
    else for (const one of stacks) printStack(one, out);
    return 0;
  },
});

function printStack({ stack, variant, path, objects }: ClusterStack, out: Context['out']): void {
  out.line(styled('bold', stack), ` ${variant} `, styled('dim', path));
  const rows = objects.map(({ kind, namespace, name, file }) => [
    `  ${kind}`,
    namespace === undefined ? name : `${namespace}/${name}`,
    styled('dim', file),
  ]);
  for (const line of table(['  KIND', 'NAME', 'FILE'], rows)) out.line(...line);
}
