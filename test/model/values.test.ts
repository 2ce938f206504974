import { describe, expect, test } from '@jest/globals';
import { defineStack } from '../../model/stack.ts';
import { effectiveValues, parseValues } from '../../model/values.ts';
import * as z from '../../model/z.ts';

const { stack } = defineStack({
  name: 'web',
  team: 'web',
  config: z.object({
    replicas: z.int().default(2),
    host: z.string(),
    limits: z.object({ cpu: z.string().default('100m'), memory: z.string().default('64Mi') }).prefault({}),
    hosts: z.array(z.string()).default([]),
  }),
  build() {},
});

function parse(environment: unknown, cluster?: unknown) {
  const parsed = parseValues('test', stack, environment, cluster);
  if (!('values' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  return parsed.values;
}

describe('effectiveValues', () => {
  test('says of each value whether it is the default, the environment’s or the cluster’s', () => {
    const values = parse({ host: 'a', limits: { cpu: '1' } }, { replicas: 3, hosts: ['x'] });
    expect(effectiveValues(values)).toEqual([
      { path: 'replicas', value: 3, origin: 'cluster' },
      { path: 'host', value: 'a', origin: 'environment' },
      { path: 'limits.cpu', value: '1', origin: 'environment' },
      { path: 'limits.memory', value: '64Mi', origin: 'default' },
      { path: 'hosts', value: ['x'], origin: 'cluster' },
    ]);
  });
});

describe('parseValues', () => {
  test('gives one key for inputs that mean the same', () => {
    expect(parse({ host: 'a', replicas: 2 }).key).toBe(parse({ host: 'a' }).key);
  });

  test('freezes what it gives, all the way down', () => {
    expect(Object.isFrozen(parse({ host: 'a' }).parsed.limits)).toBe(true);
  });

  test('reports the path of every mistake', () => {
    const parsed = parseValues('env.ts: web', stack, { replicas: 'x', limits: { cpuu: '1' } }, undefined);
    expect(parsed).toEqual({
      problems: [
        { subject: 'env.ts: web.replicas', message: '"x" is not a number; use a number' },
        { subject: 'env.ts: web.host', message: 'required and not given; use a string' },
        { subject: 'env.ts: web.limits.cpuu', message: 'unknown key (did you mean "cpu"?); valid keys: cpu, memory' },
      ],
    });
  });
});
