import { describe, expect, test } from '@jest/globals';
import { cluster } from '../../../model/cluster.ts';
import { defineEnvironment } from '../../../model/environment.ts';
import { type Problem, UserError } from '../../../model/errors.ts';
import type { Lock } from '../../../model/lock.ts';
import { resolveEnvironment } from '../../../model/resolve.ts';
import type { Environment } from '../../../model/resolved.ts';
import { defineStack } from '../../../model/stack.ts';
import { type PromotionRequest, placeName, planPromotion } from '../../../pipeline/images/promotion.ts';

const APP = 'registry.example.com/app';
const JOB = 'registry.example.com/job';
const app = defineStack({ name: 'app', team: 'web', images: { app: APP }, build() {} });
const job = defineStack({ name: 'job', team: 'web', images: { job: JOB }, build() {} });

/** Tags of an image in each ring; undefined where the lock gives no version. */
interface Tags {
  readonly app?: readonly (string | undefined)[];
  readonly job?: readonly (string | undefined)[];
}

function environment(name: string, promoteFrom: string | undefined, tags: Tags, rings = 1): Environment {
  const numbers = Array.from({ length: rings }, (_, ring) => ring);
  const definition = defineEnvironment({
    name,
    tier: 'production',
    ...(promoteFrom === undefined ? {} : { promoteFrom }),
    clusters: numbers.map((ring) => cluster(`${name}-${ring}`, { region: 'eu', kubernetes: '1.36', ring })),
    stacks: [...(tags.app === undefined ? [] : [app({})]), ...(tags.job === undefined ? [] : [job({})])],
  });
  const images = (ring: number) =>
    Object.fromEntries(
      [[APP, tags.app?.[ring]] as const, [JOB, tags.job?.[ring]] as const].flatMap(([repository, tag]) =>
        tag === undefined ? [] : [[repository, version(tag)]],
      ),
    );
  const lock: Lock = {
    rings: Object.fromEntries(numbers.map((ring) => [ring, { source: null, images: images(ring) }])),
  };
  const problems: Problem[] = [];
  const sources = new Map([app, job].map(({ stack }) => [stack, `stacks/${stack.name}.ts`]));
  const file = `environments/${name}.ts`;
  const resolved = resolveEnvironment({ definition, file, lock, sources, completeLock: false }, problems);
  expect(problems).toEqual([]);
  return resolved;
}

function version(tag: string) {
  return { tag, digest: `sha256:${tag.repeat(64).slice(0, 64)}` };
}

/** Plans between two `<env>[/ring-<n>]`. */
function plan(environments: readonly Environment[], source: string, target: string, skipRings = false) {
  const place = (text: string): PromotionRequest['source'] => {
    const [name, ring] = text.split('/ring-');
    const found = environments.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no ${text}`);
    return { environment: found, ring: ring === undefined ? undefined : Number(ring) };
  };
  const promotion = planPromotion(environments, { source: place(source), target: place(target), skipRings });
  return {
    source: placeName(promotion.source),
    target: placeName(promotion.target),
    moves: promotion.moves.map((move) => `${move.repository} ${move.old?.tag ?? 'none'} → ${move.new.tag}`),
    left: promotion.left,
  };
}

function refusal(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(({ subject, message }) => `${subject}: ${message}`);
    throw error;
  }
  return [];
}

describe('a promotion', () => {
  test('takes the last ring of the source: what is fully rolled out', () => {
    const staging = environment('staging', undefined, { app: ['2', '1'] }, 2);
    const prod = environment('prod', 'staging', { app: ['0'] });
    expect(plan([staging, prod], 'staging', 'prod')).toMatchObject({
      source: 'staging/ring-1',
      moves: [`${APP} 0 → 1`],
    });
  });

  test('goes to the first ring that differs', () => {
    const staging = environment('staging', undefined, { app: ['2'] });
    const prod = environment('prod', 'staging', { app: ['2', '1', '1'] }, 3);
    expect(plan([staging, prod], 'staging', 'prod')).toMatchObject({ target: 'prod/ring-1', moves: [`${APP} 1 → 2`] });
  });

  test('inside an environment goes to a later ring', () => {
    const prod = environment('prod', undefined, { app: ['2', '1', '0'] }, 3);
    expect(plan([prod], 'prod/ring-1', 'prod')).toMatchObject({ target: 'prod/ring-2', moves: [`${APP} 0 → 1`] });
  });

  test('fills in what the target has no version of yet', () => {
    const staging = environment('staging', undefined, { app: ['1'] });
    const prod = environment('prod', 'staging', { app: [undefined] });
    expect(plan([staging, prod], 'staging', 'prod').moves).toEqual([`${APP} none → 1`]);
  });

  test('moves only what the stacks of the target run', () => {
    const staging = environment('staging', undefined, { app: ['1'], job: ['1'] });
    const prod = environment('prod', 'staging', { app: ['0'] });
    expect(plan([staging, prod], 'staging', 'prod').moves).toEqual([`${APP} 0 → 1`]);
  });

  test('leaves what the stacks of the source do not run', () => {
    const staging = environment('staging', undefined, { app: ['1'] });
    const prod = environment('prod', 'staging', { app: ['1'], job: ['1'] });
    expect(plan([staging, prod], 'staging', 'prod')).toMatchObject({ moves: [], left: [JOB] });
  });

  test('moves a digest that changed under the same tag', () => {
    const staging = environment('staging', undefined, { app: ['1'] });
    const prod = environment('prod', 'staging', { app: ['1'] });
    const rebuilt = {
      ...staging,
      lock: { rings: { 0: { source: null, images: { [APP]: { tag: '1', digest: version('9').digest } } } } },
    };
    expect(plan([rebuilt, prod], 'staging', 'prod').moves).toEqual([`${APP} 1 → 1`]);
  });
});

describe('a promotion is refused', () => {
  const dev = environment('dev', undefined, { app: ['3'] });
  const staging = environment('staging', 'dev', { app: ['2'] });
  const prod = environment('prod', 'staging', { app: ['1', '1'] }, 2);
  const all = [dev, staging, prod];

  test('when a version would skip a ring', () => {
    expect(refusal(() => plan(all, 'staging', 'prod/ring-1'))).toEqual([
      `prod/ring-1: ${APP} 2 would skip prod/ring-0, which has 1; promote to prod/ring-0 first, or give --skip-rings`,
    ]);
  });

  test('when a version would skip an environment', () => {
    expect(refusal(() => plan(all, 'dev', 'prod/ring-0'))).toEqual([
      `prod/ring-0: ${APP} 3 would skip staging/ring-0, which has 2; promote to staging/ring-0 first, or give --skip-rings`,
    ]);
  });

  test('backwards', () => {
    expect(refusal(() => plan(all, 'prod', 'staging'))).toEqual([
      'staging/ring-0: does not get its images from prod/ring-1; the order is dev/ring-0 → staging/ring-0; promote from dev/ring-0, or give --skip-rings',
    ]);
  });

  test('to what nothing is promoted to', () => {
    expect(refusal(() => plan(all, 'staging', 'dev'))).toEqual([
      'dev/ring-0: nothing is promoted to it: environments/dev.ts names no promoteFrom; set one, or give --skip-rings',
    ]);
  });

  test('from an environment to itself', () => {
    expect(refusal(() => plan(all, 'prod', 'prod'))).toEqual([
      'prod: is both source and target; name the rings, for example prod/ring-0',
    ]);
  });

  test('from a ring to itself', () => {
    expect(refusal(() => plan(all, 'prod/ring-0', 'prod/ring-0'))).toEqual([
      'prod/ring-0: is both source and target; name another ring',
    ]);
  });

  test('from the last ring to its own environment', () => {
    expect(refusal(() => plan(all, 'prod/ring-1', 'prod'))).toEqual([
      'prod/ring-1: is the last ring of prod; name another target',
    ]);
  });

  test('when environments are promoted from each other in a circle, without running in it', () => {
    const a = environment('a', 'b', { app: ['1'] });
    const b = environment('b', 'a', { app: ['2'] });
    const c = environment('c', undefined, { app: ['3'] });
    expect(refusal(() => plan([a, b, c], 'c', 'a'))).toHaveLength(1);
  });
});

describe('rings may be skipped', () => {
  const staging = environment('staging', undefined, { app: ['2'] });

  test('when somebody says so', () => {
    const prod = environment('prod', 'staging', { app: ['1', '1'] }, 2);
    expect(plan([staging, prod], 'staging', 'prod/ring-1', true).moves).toEqual([`${APP} 1 → 2`]);
  });

  test('by an image that they have in the same version', () => {
    const prod = environment('prod', 'staging', { app: ['2', '1'] }, 2);
    expect(plan([staging, prod], 'staging', 'prod/ring-1').moves).toEqual([`${APP} 1 → 2`]);
  });

  test('by an image that they do not run', () => {
    const between = environment('between', 'staging', { job: ['1'] });
    const prod = environment('prod', 'between', { app: ['1'] });
    expect(plan([staging, between, prod], 'staging', 'prod').moves).toEqual([`${APP} 1 → 2`]);
  });
});
