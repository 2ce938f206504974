import { beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { KubeObject } from '../../../model/kube.ts';
import { ownRules } from '../../../pipeline/check/rules.ts';
import { schemaCatalogs } from '../../../pipeline/check/schema-catalogs.ts';
import { Evaluator } from '../../../policies/evaluator.ts';
import type { Rule } from '../../../policies/rule.ts';
import { exampleObjects } from '../support/rule-examples.ts';

let rules: readonly Rule[];
let objects: readonly KubeObject[];

beforeAll(async () => {
  rules = (await ownRules()).filter(({ kind }) => kind === 'graph');
  objects = rules.flatMap(({ examples }) => [...examples.pass, ...examples.fail].flatMap(exampleObjects));
});

const junk = fc.constantFrom(null, 0, -1, '', 'x', true, [], {}, [null], [[]], { name: null }, ['x'], { x: 1 });

/** The value with one of its fields, somewhere, replaced. */
function spoilt(value: unknown, path: readonly number[], replacement: unknown): unknown {
  if (typeof value !== 'object' || value === null) return replacement;
  const [step, ...rest] = path;
  const entries = Object.entries(value);
  if (step === undefined || entries.length === 0) return replacement;
  const changed = entries.map(([key, child], index) =>
    index === step % entries.length ? ([key, spoilt(child, rest, replacement)] as const) : ([key, child] as const),
  );
  return Array.isArray(value) ? changed.map(([, child]) => child) : Object.fromEntries(changed);
}

test('whatever stands in a field, no rule breaks', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.array(fc.nat(40), { minLength: 1, maxLength: 9 }), junk), { maxLength: 60 }),
      fc.boolean(),
      (changes, complete) => {
        const spoiling = new Map(changes.map(([index, path, value]) => [index % objects.length, { path, value }]));
        const all = objects.map((object, index) => {
          const change = spoiling.get(index);
          if (change === undefined) return object;
          const { apiVersion, kind, metadata, ...rest } = object;
          // the reader makes sure of these three
          return { apiVersion, kind, metadata, ...Object(spoilt({ spec: {}, ...rest }, change.path, change.value)) };
        });
        const evaluator = new Evaluator({ rules, options: { settings: {} }, schemas: schemaCatalogs() });
        const cluster = { objects: all, kubernetes: '1.36', tier: 'staging' as const, complete };
        expect(() => evaluator.evaluate(cluster)).not.toThrow();
      },
    ),
    { seed: 11, numRuns: 25 },
  );
});
