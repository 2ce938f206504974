import { cluster, defineEnvironment, defineStack, http, ImmutableConfig, ImmutableDeployment, presets, z } from 'stele';
import { configSchema } from '../model/config.ts';
import type { EnvironmentDefinition } from '../model/environment.ts';
import type { ImageVersion } from '../model/image.ts';
import { EMPTY_LOCK, withRingImages } from '../model/lock.ts';
import { resolveEnvironment } from '../model/resolve.ts';
import type { Stack, StackDefinition } from '../model/stack.ts';
import type { Project } from '../pipeline/load.ts';
import { fiveObjects } from './five.ts';

const REPOSITORY = 'registry.example.com/app';
export const VERSION: ImageVersion = { tag: '1.0.0', digest: `sha256:${'1'.repeat(64)}` };
export const NEXT_VERSION: ImageVersion = { tag: '1.0.1', digest: `sha256:${'2'.repeat(64)}` };

/** One cluster whose stacks are what the charts of the comparison with cdk8s are. */
export function plainFleet(stacks: number): Project {
  const definitions = times(stacks, (index) =>
    defineStack({
      name: `app-${index}`,
      team: 'bench',
      build({ chart }) {
        fiveObjects(chart, `app-${index}`);
      },
    }),
  );
  return project(
    defineEnvironment({
      name: 'bench',
      tier: 'production',
      clusters: [cluster('one', { ...PLACE, region: 'here' })],
      stacks: definitions.map((stack) => stack({})),
    }),
    definitions,
  );
}

/** One cluster whose stacks are hardened applications, with a route, a monitor, an autoscaler and a configuration. */
export function hardenedFleet(stacks: number): Project {
  const definitions = times(stacks, (index) => applicationStack(`app-${index}`));
  return project(
    defineEnvironment({
      name: 'bench',
      tier: 'production',
      clusters: [cluster('one', { ...PLACE, region: 'here' })],
      stacks: definitions.map((stack) => stack({})),
    }),
    definitions,
  );
}

/** 300 clusters in 8 regions and one ring; of 50 stacks 25 read no fact, 20 the region, 5 the cluster's name. */
export function largeFleet(version: ImageVersion = VERSION, extraClusters = 0): Project {
  const definitions = times(50, (index) =>
    applicationStack(`app-${index}`, index < 25 ? 'nothing' : index < 45 ? 'region' : 'name'),
  );
  // only one stack that reads the region gets the new image
  const images = times(50, (index) => [`${REPOSITORY}-${index}`, index === 25 ? version : VERSION] as const);
  return project(
    defineEnvironment({
      name: 'bench',
      tier: 'production',
      clusters: times(300 + extraClusters, (index) =>
        cluster(`c-${index}`, { ...PLACE, region: `region-${index % 8}` }),
      ),
      stacks: definitions.map((stack) => stack({})),
    }),
    definitions,
    Object.fromEntries(images),
  );
}

const PLACE = {
  preset: presets.kubeadm,
  kubernetes: '1.36',
} as const;

function applicationStack(name: string, reads: 'nothing' | 'region' | 'name' = 'nothing') {
  const image = `${REPOSITORY}-${name.slice('app-'.length)}`;
  return defineStack({
    name,
    team: 'bench',
    images: { app: image },
    config: z.object({ replicas: z.int().default(3) }),
    build({ chart, config, images, facts }) {
      const region = reads === 'region' ? facts.region : reads === 'name' ? facts.name : 'anywhere';
      const settings = new ImmutableConfig(chart, `${name}-config`, { data: { 'app.conf': `region = ${region}\n` } });
      for (const part of ['web', 'worker']) {
        const workload = new ImmutableDeployment(chart, part, {
          replicas: config.replicas,
          containers: [
            {
              image: images.app,
              ports: { http: 8080, metrics: 9090 },
              resources: { cpu: '100m', memory: '64Mi' },
              writable: { '/tmp': '64Mi' },
              mounts: { '/etc/app': settings },
              liveness: http('/live', 'http'),
              readiness: http('/ready', 'http'),
            },
          ],
        });
        workload.expose({ port: 'http' });
        workload.monitor({ port: 'metrics' });
        workload.autoscale({ min: 3, max: 9, cpu: 70 });
      }
    },
  });
}

function project(
  definition: EnvironmentDefinition,
  stacks: readonly StackDefinition<z.ZodObject>[],
  images: Readonly<Record<string, ImageVersion>> = lockOf(stacks),
): Project {
  const sources = new Map<Stack, string>(stacks.map(({ stack }) => [stack, `stacks/${stack.name}.ts`]));
  const problems: never[] = [];
  const lock = withRingImages(EMPTY_LOCK, 0, images);
  const environment = resolveEnvironment({ definition, file: 'environments/bench.ts', lock, sources }, problems);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const config = configSchema.parse({
    repository: { url: 'https://git.example.com/acme/platform.git', branch: 'main' },
  });
  return { root: '/', config, environments: [environment], sources, rules: { rules: [], options: { settings: {} } } };
}

function lockOf(stacks: readonly StackDefinition<z.ZodObject>[]): Record<string, ImageVersion> {
  return Object.fromEntries(
    stacks.flatMap(({ stack }) => Object.values(stack.images)).map((image) => [image, VERSION]),
  );
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
