import type { EnvironmentDefinition } from './environment.ts';
import { didYouMean, type Problem } from './errors.ts';
import { repositoryProblem } from './image.ts';
import { dnsLabelProblem } from './names.ts';
import type { ClusterModel, StackInEnvironment } from './resolved.ts';
import type { ClusterSelector, Stack, StackUse } from './stack.ts';
import { parseValues, type Values } from './values.ts';

export interface StacksInput {
  readonly definition: EnvironmentDefinition;
  /** Relative to the root of the repository. */
  readonly file: string;
  /** The source file of each stack, relative to the root of the repository. */
  readonly sources: ReadonlyMap<Stack, string>;
}

/** Parses the stacks of an environment, in the order of their names. What is wrong goes to `problems`. */
export function resolveStacks(
  input: StacksInput,
  clusters: readonly ClusterModel[],
  problems: Problem[],
): StackInEnvironment[] {
  const { definition, file, sources } = input;
  const byName = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  const stacks: StackInEnvironment[] = [];
  for (const use of definition.stacks) {
    const { stack } = use;
    checkDefinition(sources.get(stack) ?? file, stack, problems);
    const source = sources.get(stack);
    if (source === undefined) {
      problems.push({
        subject: file,
        message: `stack "${stack.name}" is not exported by a module below stacks/; export it there, so that reviewers find it`,
      });
    }
    const subject = `${file}: ${stack.name}`;
    const values = collect(parseValues(subject, stack, use.values, undefined), problems);
    const selected = select(use, clusters, file, problems);
    const overlays = new Map<string, Values>();
    for (const [name, overlay] of Object.entries(use.overlays)) {
      if (!byName.has(name)) {
        problems.push({
          subject,
          message: `overlay for unknown cluster "${name}"${didYouMean(name, byName.keys())}; clusters of ${definition.name}: ${[...byName.keys()].join(', ')}`,
        });
        continue;
      }
      if (!selected.some((cluster) => cluster.name === name)) {
        problems.push({
          subject,
          message: `overlay for cluster "${name}", on which .on() does not run the stack; drop the overlay or add the cluster`,
        });
        continue;
      }
      const own = collect(parseValues(`${subject}[${name}]`, stack, use.values, overlay), problems);
      if (own !== undefined) overlays.set(name, own);
    }
    if (values !== undefined) stacks.push({ stack, source: source ?? file, values, overlays, clusters: selected });
  }
  return stacks.sort((a, b) => (a.stack.name < b.stack.name ? -1 : 1));
}

function checkDefinition(source: string, stack: Stack, problems: Problem[]): void {
  for (const [what, name] of [
    ['stack name', stack.name],
    ['team', stack.team],
    ...(stack.namespace === stack.name ? [] : [['namespace', stack.namespace] as const]),
  ] as const) {
    const problem = dnsLabelProblem(source, what, name);
    if (problem !== undefined) problems.push(problem);
  }
  for (const [alias, repository] of Object.entries(stack.images)) {
    const problem = repositoryProblem(repository);
    if (problem !== undefined) problems.push({ subject: source, message: `images.${alias}: ${problem}` });
  }
}

function collect(parsed: ReturnType<typeof parseValues>, problems: Problem[]): Values | undefined {
  if ('values' in parsed) return parsed.values;
  problems.push(...parsed.problems);
  return undefined;
}

function select(
  use: StackUse,
  clusters: readonly ClusterModel[],
  file: string,
  problems: Problem[],
): readonly ClusterModel[] {
  if (use.selection === undefined) return clusters;
  const names = new Set(clusters.map((cluster) => cluster.name));
  for (const selector of use.selection) {
    if (typeof selector === 'string' && !names.has(selector)) {
      problems.push({
        subject: `${file}: ${use.stack.name}`,
        message: `.on("${selector}") names no cluster of this environment${didYouMean(selector, names)}; clusters: ${[...names].join(', ')}`,
      });
    }
  }
  const chosen = clusters.filter((cluster) => use.selection?.some((selector) => matches(selector, cluster)));
  if (chosen.length === 0)
    problems.push({
      subject: `${file}: ${use.stack.name}`,
      message: '.on(…) chooses no cluster; drop the stack from the environment or widen the choice',
    });
  return chosen;
}

function matches(selector: ClusterSelector, cluster: ClusterModel): boolean {
  return typeof selector === 'string' ? selector === cluster.name : selector(cluster.facts);
}
