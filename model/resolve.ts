import type { ClusterInput } from './cluster.ts';
import type { ArgoCdOptions, EnvironmentDefinition, SyncWindow } from './environment.ts';
import { didYouMean, type Problem } from './errors.ts';
import { clusterFactsSchema, type Facts, TIERS, type Tier } from './facts.ts';
import { repositoryProblem } from './image.ts';
import { issueProblems, show } from './issues.ts';
import { type Lock, lockRing } from './lock.ts';
import { merge } from './merge.ts';
import { dnsLabelProblem } from './names.ts';
import type { ClusterSelector, Stack, StackUse } from './stack.ts';
import { deepFreeze, parseValues, type Values } from './values.ts';

/** An environment with everything parsed and checked. */
export interface Environment {
  readonly name: string;
  readonly tier: Tier;
  /** Its source, relative to the root of the repository. */
  readonly file: string;
  readonly lock: Lock;
  readonly promoteFrom: string | undefined;
  readonly sealed: boolean;
  readonly argocd: Required<Omit<ArgoCdOptions, 'hub'>> & { readonly hub: string | undefined };
  /** In the order of their names. */
  readonly clusters: readonly ClusterModel[];
  /** In the order of their names. */
  readonly stacks: readonly StackInEnvironment[];
}

export interface ClusterModel {
  readonly name: string;
  readonly environment: string;
  readonly ring: number;
  readonly facts: Facts;
}

export interface StackInEnvironment {
  readonly stack: Stack;
  /** The stack's source, relative to the root of the repository. */
  readonly source: string;
  readonly values: Values;
  /** The values of clusters that have an overlay of their own. */
  readonly overlays: ReadonlyMap<string, Values>;
  /** The clusters that run it. */
  readonly clusters: readonly ClusterModel[];
}

export interface ResolveInput {
  readonly definition: EnvironmentDefinition;
  /** Relative to the root of the repository. */
  readonly file: string;
  readonly lock: Lock;
  /** The source file of each stack, relative to the root of the repository. */
  readonly sources: ReadonlyMap<Stack, string>;
  /**
   * Whether the lock has to give every image that the stacks run.
   * @default true
   */
  readonly completeLock?: boolean;
}

const NO_WINDOWS: readonly SyncWindow[] = [];
const SYNC_WINDOWS: Readonly<Record<Tier, readonly SyncWindow[]>> = {
  development: NO_WINDOWS,
  staging: NO_WINDOWS,
  production: [{ kind: 'deny', schedule: '0 0 24 12 *', duration: '216h', timeZone: 'UTC', manualSync: true }],
};

/** Parses and checks one environment. Every problem found goes to `problems`; what could be understood is returned. */
export function resolveEnvironment(input: ResolveInput, problems: Problem[]): Environment {
  const { definition, file, lock } = input;
  const { name, tier } = definition;
  const named = dnsLabelProblem(file, 'environment name', name);
  if (named !== undefined) problems.push(named);
  if (!TIERS.includes(tier))
    problems.push({
      subject: file,
      message: `tier: ${show(tier)} is no tier; use ${TIERS.map((item) => `"${item}"`).join(', ')}`,
    });

  const clusters = resolveClusters(input, problems);
  const stacks = resolveStacks(input, clusters, problems);
  checkStacks(file, clusters, stacks, problems);
  if (input.completeLock ?? true) checkImages(input, stacks, problems);
  const hub = definition.argocd?.hub;
  return {
    name,
    tier,
    file,
    lock,
    promoteFrom: definition.promoteFrom,
    sealed: definition.sealed ?? tier !== 'development',
    argocd: {
      hub,
      selfHeal: definition.argocd?.selfHeal ?? true,
      prune: definition.argocd?.prune ?? true,
      syncWindows: definition.argocd?.syncWindows ?? SYNC_WINDOWS[tier] ?? NO_WINDOWS,
    },
    clusters,
    stacks,
  };
}

/** Checks what only all environments together can show: unique names, promotion sources, hubs. */
export function checkEnvironments(environments: readonly Environment[], problems: Problem[]): void {
  const files = new Map<string, string>();
  const places = new Map<string, string>();
  for (const { name, file, clusters } of environments) {
    const other = files.get(name);
    if (other !== undefined)
      problems.push({
        subject: file,
        message: `environment "${name}" is defined in ${other} too; give one of them another name`,
      });
    files.set(name, file);
    for (const cluster of clusters) {
      const place = places.get(cluster.name);
      // two in one file were reported when it was read
      if (place !== undefined && place !== file)
        problems.push({
          subject: file,
          message: `cluster "${cluster.name}" is defined in ${place} too; cluster names are unique over all environments`,
        });
      places.set(cluster.name, file);
    }
  }
  for (const { name, file, promoteFrom, argocd } of environments) {
    if (promoteFrom !== undefined && (promoteFrom === name || !files.has(promoteFrom))) {
      problems.push({
        subject: file,
        message: `promoteFrom: "${promoteFrom}" is no other environment${didYouMean(promoteFrom, files.keys())}; environments: ${[...files.keys()].join(', ')}`,
      });
    }
    if (argocd.hub !== undefined && !places.has(argocd.hub)) {
      problems.push({
        subject: file,
        message: `argocd.hub: "${argocd.hub}" is no cluster${didYouMean(argocd.hub, places.keys())}; clusters: ${[...places.keys()].join(', ')}`,
      });
    }
  }
}

function resolveClusters({ definition, file }: ResolveInput, problems: Problem[]): ClusterModel[] {
  const seen = new Set<string>();
  const clusters: ClusterModel[] = [];
  if (definition.clusters.length === 0)
    problems.push({ subject: file, message: 'clusters: is empty; give at least one cluster(…)' });
  for (const { name, input } of definition.clusters) {
    const labelled = dnsLabelProblem(file, 'cluster name', name);
    if (labelled !== undefined) problems.push(labelled);
    else if (!/^[a-z]/.test(name))
      problems.push({ subject: file, message: `cluster name "${name}" does not begin with a letter; put one first` });
    if (/^ring-\d+$/.test(name)) {
      problems.push({
        subject: file,
        message: `cluster name "${name}" reads as a ring in <env>/<ring-n or cluster>; name it otherwise`,
      });
    }
    if (seen.has(name))
      problems.push({ subject: file, message: `two clusters are named "${name}"; give each a name of its own` });
    seen.add(name);
    const facts = parseFacts(`${file}: ${name}`, input, problems);
    if (facts === undefined) continue;
    clusters.push({
      name,
      environment: definition.name,
      ring: facts.ring,
      facts: deepFreeze({ ...facts, name, environment: definition.name, tier: definition.tier }),
    });
  }
  return clusters.sort((a, b) => compare(a.name, b.name));
}

function parseFacts(subject: string, input: ClusterInput, problems: Problem[]) {
  const { preset, ...own } = input;
  const raw = merge(preset ?? {}, own);
  const result = clusterFactsSchema.safeParse(raw);
  if (result.success) return result.data;
  problems.push(...issueProblems(subject, clusterFactsSchema, raw, result.error));
  return undefined;
}

function resolveStacks(
  input: ResolveInput,
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
  return stacks.sort((a, b) => compare(a.stack.name, b.stack.name));
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

function checkStacks(
  file: string,
  clusters: readonly ClusterModel[],
  stacks: readonly StackInEnvironment[],
  problems: Problem[],
): void {
  const names = new Map<string, StackInEnvironment>();
  for (const use of stacks) {
    if (names.has(use.stack.name))
      problems.push({
        subject: file,
        message: `stack "${use.stack.name}" is listed twice; list it once, and use overlays for single clusters`,
      });
    names.set(use.stack.name, use);
  }
  for (const cluster of clusters) {
    const owners = new Map<string, string>();
    for (const { stack } of runningOn(cluster, stacks)) {
      const owner = owners.get(stack.namespace);
      if (owner !== undefined && owner !== stack.name) {
        problems.push({
          subject: file,
          message: `namespace "${stack.namespace}" is claimed by the stacks ${owner} and ${stack.name}; give one of them another namespace`,
        });
      }
      owners.set(stack.namespace, stack.name);
    }
  }
  for (const { stack, clusters: places } of stacks) {
    for (const dependency of stack.dependsOn) {
      const use = names.get(dependency);
      if (use === undefined) {
        problems.push({
          subject: `${file}: ${stack.name}`,
          message: `dependsOn: "${dependency}" is no stack of this environment${didYouMean(dependency, names.keys())}; add it or drop the dependency`,
        });
        continue;
      }
      const missing = places.filter((place) => !use.clusters.includes(place)).map((place) => place.name);
      if (missing.length > 0)
        problems.push({
          subject: `${file}: ${stack.name}`,
          message: `dependsOn: "${dependency}" does not run on ${missing.join(', ')}, where ${stack.name} does; widen its .on(…)`,
        });
    }
  }
  const cycle = findCycle(names);
  if (cycle !== undefined)
    problems.push({
      subject: file,
      message: `dependsOn: ${cycle.join(' → ')} is a cycle; drop one of its dependencies`,
    });
}

function runningOn(cluster: ClusterModel, stacks: readonly StackInEnvironment[]): StackInEnvironment[] {
  return stacks.filter((use) => use.clusters.includes(cluster));
}

function findCycle(stacks: ReadonlyMap<string, StackInEnvironment>): string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): string[] | undefined => {
    const start = path.indexOf(name);
    if (start >= 0) return [...path.slice(start), name];
    if (done.has(name)) return undefined;
    for (const next of stacks.get(name)?.stack.dependsOn ?? []) {
      const cycle = visit(next, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of stacks.keys()) {
    const cycle = visit(name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function checkImages(
  { definition, file, lock }: ResolveInput,
  stacks: readonly StackInEnvironment[],
  problems: Problem[],
): void {
  for (const { stack, clusters } of stacks) {
    for (const ring of new Set(clusters.map((cluster) => cluster.ring))) {
      const { images } = lockRing(lock, ring);
      for (const repository of Object.values(stack.images)) {
        if (repositoryProblem(repository) !== undefined || Object.hasOwn(images, repository)) continue;
        problems.push({
          subject: file.replace(/\.[cm]?[jt]s$/, '.lock.json'),
          message: `ring ${ring} has no version of ${repository}, which stack ${stack.name} runs; add it with: stele images set ${definition.name}/ring-${ring} ${repository} <tag>@<digest>`,
        });
      }
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
