import { checkImages, checkStacks } from './check-stacks.ts';
import type { EnvironmentDefinition, SyncWindow } from './environment.ts';
import { didYouMean, type Problem } from './errors.ts';
import type { Tier } from './facts.ts';
import type { Lock } from './lock.ts';
import { dnsLabelProblem } from './names.ts';
import { resolveClusters } from './resolve-clusters.ts';
import { resolveStacks } from './resolve-stacks.ts';
import type { Environment } from './resolved.ts';
import type { Stack } from './stack.ts';

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

  const clusters = resolveClusters(definition, file, problems);
  const stacks = resolveStacks(input, clusters, problems);
  checkStacks(file, clusters, stacks, problems);
  if (input.completeLock ?? true) checkImages(name, file, lock, stacks, problems);
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
