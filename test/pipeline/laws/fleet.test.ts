import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { type FactPath, factAt } from '../../../model/facts.ts';
import { canonicalJson } from '../../../model/hash.ts';
import { type FleetSpec, fleetSpec, type RenderedFleet, readsOf, renderFleet } from './fleet.ts';

// a law renders some hundred fleets
jest.setTimeout(60_000);

const RUNS = { numRuns: 60 };

/** The files that a cluster gets, with their texts. */
function filesOf({ files, reach }: RenderedFleet, cluster: string): [string, string | undefined][] {
  return [...(reach.get(cluster) ?? [])].sort().map((path) => [path, files.get(path)]);
}

describe('In every fleet', () => {
  test('the same is rendered again, whatever the order of clusters and stacks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fleetSpec.chain((fleet) =>
          fc.record({
            fleet: fc.constant(fleet),
            clusters: fc.shuffledSubarray([...fleet.clusters], { minLength: fleet.clusters.length }),
            stacks: fc.shuffledSubarray([...fleet.stacks], { minLength: fleet.stacks.length }),
          }),
        ),
        async ({ fleet, clusters, stacks }) => {
          const [one, other] = [await renderFleet(fleet), await renderFleet({ clusters, stacks })];
          expect([...other.files]).toEqual([...one.files]);
        },
      ),
      RUNS,
    );
  });

  test('another cluster moves and changes no file, and adds only what it runs itself', async () => {
    await fc.assert(
      fc.asyncProperty(
        fleetSpec.filter(({ clusters }) => clusters.length > 1),
        async (fleet) => {
          const [added, ...others] = fleet.clusters;
          const [before, after] = [await renderFleet({ ...fleet, clusters: others }), await renderFleet(fleet)];
          const kept = [...after.files].filter(([path]) => before.files.has(path));
          expect(new Map(kept)).toEqual(before.files);
          const gained = [...after.files.keys()].filter((path) => !before.files.has(path));
          expect(gained.filter((path) => !after.reach.get(added?.name ?? '')?.has(path))).toEqual([]);
        },
      ),
      RUNS,
    );
  });

  test('an overlay for one cluster changes nothing that another cluster runs', async () => {
    await fc.assert(
      fc.asyncProperty(fleetSpec, fc.nat(), fc.nat(), fc.nat(2), async (fleet, whichStack, whichCluster, size) => {
        const cluster = fleet.clusters[whichCluster % fleet.clusters.length]?.name ?? '';
        const changed: FleetSpec = {
          ...fleet,
          stacks: fleet.stacks.map((stack, index) =>
            index === whichStack % fleet.stacks.length
              ? { ...stack, overlays: { ...stack.overlays, [cluster]: size } }
              : stack,
          ),
        };
        const [before, after] = [await renderFleet(fleet), await renderFleet(changed)];
        for (const { name } of fleet.clusters.filter((item) => item.name !== cluster)) {
          expect(filesOf(after, name)).toEqual(filesOf(before, name));
        }
      }),
      RUNS,
    );
  });

  test('there is one build for each distinct set of values and facts read', async () => {
    await fc.assert(
      fc.asyncProperty(fleetSpec, async (fleet) => {
        const { builds, variants, project } = await renderFleet(fleet);
        const specs = new Map(fleet.stacks.map((stack) => [stack.name, stack]));
        const distinct = project.environments
          .flatMap(({ stacks }) => stacks)
          .flatMap(({ stack, clusters, overlays }) => {
            const spec = specs.get(stack.name);
            return clusters.map(({ name, facts }) => {
              const factOf = (fact: FactPath) => factAt(facts, fact) ?? null;
              const read = spec === undefined ? [] : readsOf(spec, (fact) => factAt(facts, fact));
              return canonicalJson([
                stack.name,
                overlays.get(name)?.parsed ?? { size: 0 },
                read.map(factOf),
                factOf('network.dns'),
              ]);
            });
          });
        expect(builds).toBe(new Set(distinct).size);
        expect(builds).toBe(new Set(variants.map(({ rendering }) => rendering)).size);
      }),
      RUNS,
    );
  });

  test('every pointer leads to a rendering, and every file is led to', async () => {
    await fc.assert(
      fc.asyncProperty(fleetSpec, async (fleet) => {
        const { files, reach } = await renderFleet(fleet);
        expect(new Set([...reach.values()].flatMap((paths) => [...paths]))).toEqual(new Set(files.keys()));
      }),
      RUNS,
    );
  });
});
