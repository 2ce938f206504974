import { describe, expect, test } from '@jest/globals';
import { type Cluster, type ClusterInput, cluster } from '../../model/cluster.ts';
import { defineEnvironment, type EnvironmentOptions } from '../../model/environment.ts';
import type { Problem } from '../../model/errors.ts';
import { EMPTY_LOCK, withRingImages } from '../../model/lock.ts';
import { checkEnvironments, resolveEnvironment } from '../../model/resolve.ts';
import type { Environment } from '../../model/resolved.ts';
import { defineStack, type Stack, type StackUse } from '../../model/stack.ts';
import * as z from '../../model/z.ts';

const config = z.object({
  size: z.int().default(1),
  list: z.array(z.string()).default([]),
  deep: z.object({ a: z.int().default(1), b: z.int().default(2) }).prefault({}),
});

function stackNamed(name: string, more: { images?: Record<string, string>; namespace?: string } = {}) {
  return defineStack({ name, team: 'web', config, build: () => {}, ...more });
}

const web = stackNamed('web');

function clusterNamed(name: string, region = 'here', ring = 0): Cluster {
  return cluster(name, { region, ring, kubernetes: '1.36' });
}

type Options = Partial<EnvironmentOptions<string>> & {
  readonly lock?: typeof EMPTY_LOCK;
  readonly completeLock?: boolean;
};

/** Resolves an environment with one cluster, unless said otherwise; throws nothing, and returns what was found. */
function resolve({ lock = EMPTY_LOCK, completeLock = true, ...options }: Options): [Environment, string[]] {
  const definition = defineEnvironment<string>({
    name: 'prod',
    tier: 'production',
    clusters: [clusterNamed('eu')],
    stacks: [],
    ...options,
  });
  const sources = new Map<Stack, string>(definition.stacks.map(({ stack }) => [stack, `stacks/${stack.name}.ts`]));
  const problems: Problem[] = [];
  const file = `environments/${definition.name}.ts`;
  const environment = resolveEnvironment({ definition, file, lock, sources, completeLock }, problems);
  return [environment, problems.map(({ subject, message }) => `${subject}: ${message}`)];
}

function resolved(options: Options): Environment {
  const [environment, problems] = resolve(options);
  expect(problems).toEqual([]);
  return environment;
}

/** The clusters that run a stack. */
function placesOf(use: StackUse, clusters: readonly Cluster[]): string[] | undefined {
  return resolved({ clusters, stacks: [use] }).stacks[0]?.clusters.map(({ name }) => name);
}

describe('An environment', () => {
  test('is sealed, and not synced over the turn of the year, according to its tier', () => {
    const tiers = (['development', 'staging', 'production'] as const).map((tier) => resolved({ tier }));
    expect(tiers.map(({ sealed, argocd }) => [sealed, argocd.syncWindows.length])).toEqual([
      [false, 0],
      [true, 0],
      [true, 1],
    ]);
  });

  test('prunes and heals by itself, and has an Argo CD of its own, unless it says otherwise', () => {
    expect(resolved({ tier: 'staging' }).argocd).toEqual({
      hub: undefined,
      selfHeal: true,
      prune: true,
      syncWindows: [],
    });
    const own = { hub: 'eu', selfHeal: false, prune: false, syncWindows: [] };
    expect(resolved({ argocd: own, sealed: false })).toMatchObject({ argocd: own, sealed: false });
  });

  test('has its clusters and stacks in the order of their names', () => {
    const { clusters, stacks } = resolved({
      clusters: ['c-10', 'c-2', 'a', 'b'].map((name) => clusterNamed(name)),
      stacks: ['web', 'api', 'db'].map((name) => stackNamed(name)({})),
    });
    expect(clusters.map(({ name }) => name)).toEqual(['a', 'b', 'c-10', 'c-2']);
    expect(stacks.map(({ stack }) => stack.name)).toEqual(['api', 'db', 'web']);
  });

  test('tells its clusters their name, environment and tier', () => {
    const [only] = resolved({}).clusters;
    expect(only?.facts).toMatchObject({ name: 'eu', environment: 'prod', tier: 'production', ring: 0 });
  });
});

describe('The policy engine of a cluster', () => {
  const engineOf = (more: Partial<ClusterInput>) =>
    resolved({ clusters: [cluster('eu', { region: 'here', kubernetes: '1.36', ...more })] }).clusters[0]?.facts
      .capabilities.policyEngine;

  test('is that of Kubernetes, from the version that has one', () => {
    expect(engineOf({ kubernetes: '1.30' })).toBe('validating-admission-policy');
    expect(engineOf({ kubernetes: '1.29' })).toBeUndefined();
  });

  test('is what the cluster says', () => {
    expect(engineOf({ capabilities: { policyEngine: 'kyverno' } })).toBe('kyverno');
  });
});

describe('The values of a stack', () => {
  const [use] = resolved({
    clusters: ['eu', 'us'].map((name) => clusterNamed(name)),
    stacks: [web({ size: 2, list: ['a', 'b'], deep: { a: 10 } }, { us: { list: ['c'], deep: { b: 20 } } })],
  }).stacks;

  test('are its defaults under what the environment says', () => {
    expect(use?.values.parsed).toEqual({ size: 2, list: ['a', 'b'], deep: { a: 10, b: 2 } });
  });

  test('are overlaid for one cluster: objects merge, lists replace', () => {
    expect(use?.overlays.get('us')?.parsed).toEqual({ size: 2, list: ['c'], deep: { a: 10, b: 20 } });
    expect([...(use?.overlays.keys() ?? [])]).toEqual(['us']);
  });

  test('cannot be changed by a build', () => {
    const parsed = use?.values.parsed as { readonly deep: object } | undefined;
    expect([parsed, parsed?.deep].map((value) => value !== undefined && Object.isFrozen(value))).toEqual([true, true]);
  });
});

describe('.on()', () => {
  const clusters = [clusterNamed('eu-1', 'eu'), clusterNamed('eu-2', 'eu', 1), clusterNamed('us-1', 'us')];

  test('runs a stack on the clusters that it names', () => {
    expect(placesOf(web({}).on('us-1', 'eu-1'), clusters)).toEqual(['eu-1', 'us-1']);
  });

  test('runs a stack on the clusters whose facts satisfy a condition', () => {
    expect(
      placesOf(
        web({}).on(({ region, ring }) => region === 'eu' && ring === 1),
        clusters,
      ),
    ).toEqual(['eu-2']);
  });

  test('widens the choice when it is called again', () => {
    const some = web({}).on('us-1');
    expect(
      placesOf(
        some.on(({ ring }) => ring === 1),
        clusters,
      ),
    ).toEqual(['eu-2', 'us-1']);
    expect(placesOf(some, clusters)).toEqual(['us-1']);
  });

  test('is all clusters when it is not called', () => {
    expect(placesOf(web({}), clusters)).toEqual(['eu-1', 'eu-2', 'us-1']);
  });
});

describe('A namespace', () => {
  const other = stackNamed('other', { namespace: 'web' });
  const clusters = ['eu', 'us'].map((name) => clusterNamed(name));

  test('may belong to two stacks that run on different clusters', () => {
    resolved({ clusters, stacks: [web({}).on('eu'), other({}).on('us')] });
  });

  test('belongs to one stack of a cluster', () => {
    expect(resolve({ clusters, stacks: [web({}), other({}).on('us')] })[1]).toEqual([
      'environments/prod.ts: namespace "web" is claimed by the stacks other and web; give one of them another namespace',
    ]);
  });
});

describe('The lock', () => {
  const image = 'registry.example.com/web';
  const imaged = stackNamed('imaged', { images: { web: image } });
  const version = { tag: '1.0.0', digest: `sha256:${'1'.repeat(64)}` };
  const clusters = [clusterNamed('a', 'here', 0), clusterNamed('b', 'here', 1)];

  test('has to give an image in each ring that runs it', () => {
    const lock = withRingImages(EMPTY_LOCK, 0, { [image]: version });
    expect(resolve({ clusters, lock, stacks: [imaged({})] })[1]).toEqual([
      `environments/prod.lock.json: ring 1 has no version of ${image}, which stack imaged runs; add it with: stele images set prod/ring-1 ${image} <tag>@<digest>`,
    ]);
  });

  test('has to give nothing in a ring that does not run it, nor to whoever is about to complete it', () => {
    const lock = withRingImages(EMPTY_LOCK, 0, { [image]: version });
    resolved({ clusters, lock, stacks: [imaged({}).on('a')] });
    resolved({ clusters, completeLock: false, stacks: [imaged({})] });
  });
});

describe('Environments together', () => {
  function problemsOf(...environments: readonly Environment[]): string[] {
    const problems: Problem[] = [];
    checkEnvironments(environments, problems);
    return problems.map(({ subject, message }) => `${subject}: ${message}`);
  }

  test('may promote from each other, and deploy from a hub in another one', () => {
    const staging = resolved({ name: 'staging', clusters: [clusterNamed('hub')] });
    expect(problemsOf(staging, resolved({ promoteFrom: 'staging', argocd: { hub: 'hub' } }))).toEqual([]);
  });

  test('have no two clusters of one name', () => {
    expect(problemsOf(resolved({ name: 'staging' }), resolved({}))).toEqual([
      'environments/prod.ts: cluster "eu" is defined in environments/staging.ts too; cluster names are unique over all environments',
    ]);
  });

  test('are told the nearest name of an environment or a cluster that there is none of', () => {
    const prod = resolved({ promoteFrom: 'stagng', argocd: { hub: 'huu' } });
    expect(problemsOf(resolved({ name: 'staging', clusters: [clusterNamed('hub')] }), prod)).toEqual([
      'environments/prod.ts: promoteFrom: "stagng" is no other environment (did you mean "staging"?); environments: staging, prod',
      'environments/prod.ts: argocd.hub: "huu" is no cluster (did you mean "hub"?); clusters: hub, eu',
    ]);
  });
});
