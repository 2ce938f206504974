import { UserError } from '../../model/errors.ts';
import { type Context, defineCommand } from '../command.ts';
import { format } from '../format.ts';
import { table } from '../table.ts';
import { type Span, styled } from '../terminal.ts';

/** `stele values`: every effective value, with where it came from. */
export const command = defineCommand({
  name: 'values',
  summary: 'Print the effective values of the stacks of a cluster, and where each came from',
  details: [
    "A value is a default of the stack's schema, or what the environment says instead, or what the environment says for this cluster alone.",
  ],
  arguments: {
    part: {
      count: 'one',
      description: 'a cluster, or one stack of it: <env>/<cluster>[/<stack>]',
      complete: 'instance',
    },
  },
  options: { format },
  examples: [
    { command: 'stele values prod/prod-us-1', does: 'prints the values of every stack on prod-us-1' },
    { command: 'stele values prod/prod-us-1/podinfo', does: 'prints those of one stack' },
  ],
  json: `{
  version: 1;
  environment: string;
  cluster: string;
  stacks: { stack: string; values: { path: string; value: unknown; origin: 'default' | 'environment' | 'cluster' }[] }[];
}`,
  async run({ args, options, cwd, out }) {
    const stacks = await readValues(cwd, args.part);
    if (options.format === 'json') out.json({ version: 1, ...stacks });
    else printTable(stacks, args.part, out);
    return 0;
  },
});

type Report = Awaited<ReturnType<typeof readValues>>;

async function readValues(cwd: string, text: string) {
  const { findRoot } = await import('../../pipeline/find-root.ts');
  const { loadFleet } = await import('../../pipeline/load.ts');
  const { resolvePart } = await import('../../pipeline/parts/parts.ts');
  const { effectiveValues } = await import('../../model/values.ts');
  const fleet = await loadFleet(findRoot(cwd), { completeLocks: false });
  const { environment, cluster, stack: only } = resolvePart(fleet, text);
  if (cluster === undefined) {
    const clusters = environment.clusters.map(({ name }) => `${environment.name}/${name}`);
    throw new UserError({
      subject: text,
      message: `names no cluster; write <env>/<cluster>[/<stack>]; clusters: ${clusters.join(', ')}`,
    });
  }
  const stacks = environment.stacks
    .filter(({ stack, clusters }) => clusters.includes(cluster) && (only === undefined || stack.name === only))
    .map(({ stack, values, overlays }) => ({
      stack: stack.name,
      values: effectiveValues(overlays.get(cluster.name) ?? values),
    }));
  return { environment: environment.name, cluster: cluster.name, stacks };
}

function printTable({ stacks }: Report, part: string, out: Context['out']): void {
  // the stack was named: it need not stand in each line
  const named = part.split('/').length > 2;
  const rows = stacks.flatMap(({ stack, values }) =>
    values.map(({ path, value, origin }): Span[] => [
      ...(named ? [] : [stack]),
      path,
      JSON.stringify(value) ?? 'undefined',
      origin === 'default' ? styled('dim', origin) : styled('cyan', origin),
    ]),
  );
  for (const line of table([...(named ? [] : ['STACK']), 'PATH', 'VALUE', 'ORIGIN'], rows)) out.line(...line);
}
