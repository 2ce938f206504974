import { describe, expect, test } from '@jest/globals';
import { cluster } from '../../../model/cluster.ts';
import { configSchema } from '../../../model/config.ts';
import { defineEnvironment } from '../../../model/environment.ts';
import type { Problem } from '../../../model/errors.ts';
import { EMPTY_LOCK } from '../../../model/lock.ts';
import { resolveEnvironment } from '../../../model/resolve.ts';
import { defineStack, type Stack } from '../../../model/stack.ts';
import type { Project } from '../../../pipeline/load.ts';
import { resolvePart } from '../../../pipeline/parts/parts.ts';
import { NO_RULES } from '../../support/no-rules.ts';

function project(): Project {
  const [web, db] = ['web', 'db'].map((name) => defineStack({ name, team: 'web', build: () => {} }));
  if (web === undefined || db === undefined) throw new Error('unreachable');
  const place = { region: 'here', kubernetes: '1.36' };
  const definition = defineEnvironment({
    name: 'prod',
    tier: 'production',
    clusters: [cluster('eu-1', place), cluster('eu-2', { ...place, ring: 1 }), cluster('us-1', { ...place, ring: 10 })],
    stacks: [web({}), db({}).on('eu-1')],
  });
  const sources = new Map<Stack, string>([web, db].map(({ stack }) => [stack, `stacks/${stack.name}.ts`]));
  const problems: Problem[] = [];
  const environments = [
    resolveEnvironment({ definition, file: 'environments/prod.ts', lock: EMPTY_LOCK, sources }, problems),
  ];
  expect(problems).toEqual([]);
  const config = configSchema.parse({ repository: { url: 'https://git.example.com/acme/p.git', branch: 'main' } });
  return { root: '/', config, environments, sources, rules: NO_RULES };
}

describe('A part of the fleet', () => {
  test.each([
    ['prod', ['eu-1', 'eu-2', 'us-1'], {}],
    ['prod/', ['eu-1', 'eu-2', 'us-1'], {}],
    ['prod/ring-0', ['eu-1'], { ring: 0 }],
    ['prod/ring-10', ['us-1'], { ring: 10 }],
    ['prod/eu-2', ['eu-2'], { cluster: 'eu-2' }],
    ['prod/ring-1/web', ['eu-2'], { ring: 1, stack: 'web' }],
    ['prod/eu-1/db', ['eu-1'], { cluster: 'eu-1', stack: 'db' }],
  ])('%s is %j', (text, names, said) => {
    const { clusters, ring, cluster: one, stack } = resolvePart(project(), text);
    expect(clusters.map(({ name }) => name)).toEqual(names);
    expect({ ring, cluster: one?.name, stack }).toEqual({
      ring: undefined,
      cluster: undefined,
      stack: undefined,
      ...said,
    });
  });

  test.each([
    ['', 'there is no environment ""; environments: prod'],
    ['porod', 'there is no environment "porod" (did you mean "prod"?); environments: prod'],
    ['../prod', 'there is no environment ".."; environments: prod'],
    [
      'prod/ring-2',
      'prod has no ring or cluster "ring-2" (did you mean "ring-0"?); there are: ring-0, ring-1, ring-10, eu-1, eu-2, us-1',
    ],
    [
      'prod/ring-01',
      'prod has no ring or cluster "ring-01" (did you mean "ring-0"?); there are: ring-0, ring-1, ring-10, eu-1, eu-2, us-1',
    ],
    ['prod/eu-1/wbe', 'no stack "wbe" runs there (did you mean "web"?); stacks: db, web'],
    ['prod/eu-2/db', 'no stack "db" runs there; stacks: web'],
    [
      'prod//web',
      'is no part of the fleet; write <env>, <env>/<ring-n or cluster> or <env>/<ring-n or cluster>/<stack>',
    ],
    [
      'prod/eu-1/web/_all',
      'is no part of the fleet; write <env>, <env>/<ring-n or cluster> or <env>/<ring-n or cluster>/<stack>',
    ],
  ])('%j is none: %s', (text, message) => {
    expect(() => resolvePart(project(), text)).toThrow(new Error(`${text}: ${message}`));
  });
});
