import { expect } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import fc from 'fast-check';
import { cluster } from '../../../model/cluster.ts';
import { configSchema } from '../../../model/config.ts';
import { defineEnvironment } from '../../../model/environment.ts';
import { type FactPath, factAt } from '../../../model/facts.ts';
import { EMPTY_LOCK } from '../../../model/lock.ts';
import * as presets from '../../../model/presets/index.ts';
import { checkEnvironments, resolveEnvironment } from '../../../model/resolve.ts';
import { defineStack, type Stack } from '../../../model/stack.ts';
import * as z from '../../../model/z.ts';
import type { Project } from '../../../pipeline/load.ts';
import { folderOf, sharedFolders } from '../../../pipeline/manifests.ts';
import { pointers } from '../../../pipeline/pointers/index.ts';
import { renderProject } from '../../../pipeline/render/render-project.ts';
import type { Variant } from '../../../pipeline/rendering.ts';
import { emit } from '../../../pipeline/write/emit.ts';
import { manifestPath } from '../../../pipeline/write/paths.ts';
import { NO_RULES } from '../../support/no-rules.ts';

/** A cluster of a random fleet. */
export interface ClusterSpec {
  readonly name: string;
  readonly region: string;
  readonly kubernetes: string;
  readonly ring: number;
  readonly rollouts: boolean | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** A stack of a random fleet: its build reads some facts, and one more where the first one says so. */
export interface StackSpec {
  readonly name: string;
  readonly team: string;
  readonly reads: readonly FactPath[];
  /** Read where the first of `reads` has an even number of characters. */
  readonly more: FactPath;
  /** The regions that it does not run in. */
  readonly avoids: readonly string[];
  /** Values of single clusters, by name; those of clusters that do not run it are left out. */
  readonly overlays: Readonly<Record<string, number>>;
}

export interface FleetSpec {
  readonly clusters: readonly ClusterSpec[];
  readonly stacks: readonly StackSpec[];
}

/** What came of a fleet. */
export interface RenderedFleet {
  readonly project: Project;
  readonly variants: readonly Variant[];
  readonly builds: number;
  /** Every file with its text, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** The paths that each cluster gets: its pointers, and what they lead to. */
  readonly reach: ReadonlyMap<string, ReadonlySet<string>>;
}

const REGIONS = ['eu-west-1', 'eu-west-2', 'us-east-1', '..', 'con', 'München', 'a/b', '_all'];
const NAMES = ['alfa', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot', 'golf'];
const READS: readonly FactPath[] = [
  'region',
  'kubernetes',
  'labels',
  'ring',
  'tier',
  'name',
  'capabilities.rollouts',
  'network.dns',
  'identities.argocd',
];

const clusterSpec: fc.Arbitrary<ClusterSpec> = fc.record({
  name: fc.constantFrom(...NAMES),
  region: fc.constantFrom(...REGIONS),
  kubernetes: fc.constantFrom('1.35', '1.36'),
  ring: fc.nat(2),
  rollouts: fc.constantFrom(true, false, undefined),
  labels: fc.constantFrom<Record<string, string>[]>({}, { size: 'large' }),
});

const stackSpec: fc.Arbitrary<StackSpec> = fc.record({
  name: fc.constantFrom('web', 'api', 'db', 'jobs', 'nul'),
  team: fc.constantFrom('red', 'blue'),
  reads: fc.uniqueArray(fc.constantFrom(...READS), { maxLength: 3 }),
  more: fc.constantFrom(...READS),
  // never all of them, so that every stack runs somewhere
  avoids: fc.subarray(REGIONS.slice(1), { maxLength: 2 }),
  overlays: fc.dictionary(fc.constantFrom(...NAMES), fc.nat(2), { maxKeys: 2 }),
});

/** Random fleets of one to six clusters and one to five stacks. */
export const fleetSpec: fc.Arbitrary<FleetSpec> = fc.record({
  clusters: fc.uniqueArray(clusterSpec, { minLength: 1, maxLength: 6, selector: ({ name }) => name }),
  stacks: fc.uniqueArray(stackSpec, { minLength: 1, maxLength: 5, selector: ({ name }) => name }),
});

/** Every fact that a build reads, in order: the same for clusters whose facts are the same. */
export function readsOf(spec: StackSpec, factOf: (fact: FactPath) => unknown): FactPath[] {
  const read = [...spec.reads];
  const [first] = read;
  if (first !== undefined && String(factOf(first)).length % 2 === 0) read.push(spec.more);
  return [...new Set(read)];
}

/** Loads and renders a fleet, without a file. A stack that no cluster wants is left out. */
export async function renderFleet({ clusters, stacks }: FleetSpec): Promise<RenderedFleet> {
  const wanted = stacks.flatMap((spec) => {
    const places = clusters.filter(({ region }) => !spec.avoids.includes(region)).map(({ name }) => name);
    return places.length === 0 ? [] : [{ spec, places, definition: stackOf(spec) }];
  });
  const definition = defineEnvironment<string>({
    name: 'prod',
    tier: 'production',
    clusters: clusters.map(({ name, rollouts, ...facts }) =>
      cluster(name, { preset: presets.kubeadm, ...facts, capabilities: rollouts === undefined ? {} : { rollouts } }),
    ),
    stacks: wanted.map(({ spec, places, definition }) => {
      const overlays = Object.entries(spec.overlays).filter(([name]) => places.includes(name));
      return definition({}, Object.fromEntries(overlays.map(([name, size]) => [name, { size }]))).on(...places);
    }),
  });
  const sources = new Map<Stack, string>(
    wanted.map(({ spec, definition }) => [definition.stack, `stacks/${spec.name}.ts`]),
  );
  const problems: never[] = [];
  const environment = resolveEnvironment(
    { definition, file: 'environments/prod.ts', lock: EMPTY_LOCK, sources },
    problems,
  );
  checkEnvironments([environment], problems);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const config = configSchema.parse({
    repository: { url: 'https://git.example.com/acme/platform.git', branch: 'main' },
  });
  const project: Project = { root: '/', config, environments: [environment], sources, rules: NO_RULES };
  return { project, ...(await renderFiles(project)) };
}

async function renderFiles(project: Project): Promise<Omit<RenderedFleet, 'project'>> {
  const { variants, builds } = await renderProject(project);
  expect(sharedFolders(variants)).toEqual([]);
  const rendered = variants.flatMap((variant) =>
    variant.rendering.objects.map((object) => ({
      path: manifestPath(folderOf(variant), object),
      object,
      source: variant.use.source,
    })),
  );
  const pointing = project.environments.flatMap((environment) => pointers(environment, variants, project.config));
  const all = [...rendered, ...pointing];

  const reach = new Map<string, Set<string>>();
  for (const { name } of project.environments.flatMap((environment) => environment.clusters)) {
    const own = pointing.filter(({ path }) => path.startsWith(`prod/_clusters/${name}/`));
    const folders = own.flatMap(({ object }) => {
      const { source } = object.spec as { source?: { path: string } };
      return source === undefined ? [] : [source.path.replace('manifests/', '')];
    });
    const led = folders.flatMap((folder) => {
      const found = all.filter(({ path }) => path.startsWith(`${folder}/`));
      if (found.length === 0) throw new Error(`${name} is led to ${folder}, which does not exist`);
      return found;
    });
    reach.set(name, new Set([...own, ...led].map(({ path }) => path)));
  }
  const files = new Map(all.map(({ path, object, source }) => [path, emit(object, source)]));
  return { variants, builds, files, reach };
}

function stackOf(spec: StackSpec) {
  return defineStack({
    name: spec.name,
    team: spec.team,
    config: z.object({ size: z.int().default(0) }),
    build({ chart, config, facts }) {
      const values = readsOf(spec, (fact) => factAt(facts, fact)).map((fact) => [fact, factAt(facts, fact) ?? null]);
      const data = { facts: JSON.stringify(values), size: String(config.size) };
      new ApiObject(chart, 'facts', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: spec.name }, data });
    },
  });
}
