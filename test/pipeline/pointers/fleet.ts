import type { ProjectNeeds } from '../../../model/chart.ts';
import { cluster } from '../../../model/cluster.ts';
import { type ArgoCdOptions, defineEnvironment } from '../../../model/environment.ts';
import type { Problem } from '../../../model/errors.ts';
import type { KubeObject } from '../../../model/kube.ts';
import { EMPTY_LOCK } from '../../../model/lock.ts';
import { resolveEnvironment } from '../../../model/resolve.ts';
import type { Environment } from '../../../model/resolved.ts';
import { defineStack, type Stack } from '../../../model/stack.ts';
import type { Variant } from '../../../pipeline/rendering.ts';

export interface TestStack {
  readonly name: string;
  readonly team?: string;
  readonly onRemove?: 'orphan' | 'delete';
}

/** An environment `prod` of the given clusters and stacks, all in ring 0. */
export function testEnvironment(
  clusters: readonly string[],
  stacks: readonly TestStack[],
  argocd: ArgoCdOptions = { syncWindows: [] },
): Environment {
  const definitions = stacks.map(({ team = 'web', ...stack }) => defineStack({ ...stack, team, build: () => {} }));
  const definition = defineEnvironment({
    name: 'prod',
    tier: 'production',
    argocd,
    clusters: clusters.map((name) => cluster(name, { region: 'eu-west-1', kubernetes: '1.36' })),
    stacks: definitions.map((stack) => stack({})),
  });
  const sources = new Map<Stack, string>(definitions.map(({ stack }) => [stack, `stacks/apps/${stack.name}.ts`]));
  const problems: Problem[] = [];
  const environment = resolveEnvironment(
    { definition, file: 'environments/prod.ts', lock: EMPTY_LOCK, sources, completeLock: true },
    problems,
  );
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return environment;
}

export interface TestVariant {
  readonly objects?: readonly KubeObject[];
  readonly projectNeeds?: readonly ProjectNeeds[];
  readonly name?: string;
  readonly clusters?: readonly string[];
}

/** A variant of a stack: with `_all` clusters and no objects unless said otherwise. */
export function testVariant(environment: Environment, stack: string, options: TestVariant = {}): Variant {
  const use = environment.stacks.find((candidate) => candidate.stack.name === stack);
  if (use === undefined) throw new Error(`no stack ${stack}`);
  const { objects = [], projectNeeds = [], name = '_all' } = options;
  const clusters = environment.clusters.filter((item) => options.clusters?.includes(item.name) ?? true);
  return { environment, ring: 0, use, name, rendering: { objects, read: [], projectNeeds }, clusters };
}

/** An object with nothing in it: namespaced when it is given a namespace. */
export function testObject(apiVersion: string, kind: string, name: string, namespace?: string): KubeObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}
