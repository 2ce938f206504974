import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KubeObject } from '../../../model/kube.ts';
import { checkForeign } from '../../../pipeline/check/check-foreign.ts';
import { readObjects } from '../../../pipeline/check/foreign/read-objects.ts';
import { ownRules } from '../../../pipeline/index.ts';
import { exampleText } from '../../../policies/example-text.ts';

const rules = await ownRules();
const options = {
  rules: { rules, options: { settings: {} } },
  known: new Set(rules.map(({ id }) => id)),
  kubernetes: '1.36',
  tier: 'production' as const,
  today: '2026-01-01',
};

const examples = rules.flatMap(({ examples: { fail } }) =>
  fail.slice(0, 1).map((example) => {
    const result = readObjects(exampleText(example), 'example.yaml');
    return 'problem' in result ? [] : result.objects.map(({ object }) => object);
  }),
);

/** What people and templates leave in fields. */
const odd = fc.constantFrom<unknown>(null, 5, true, '', 'x', [], {}, [null], [[]], { a: null });

test('no rule fails on a field of another type than it should have', () => {
  const mutation = fc.record({ objects: fc.constantFrom(...examples), place: fc.nat(), value: odd });
  fc.assert(
    fc.property(mutation, ({ objects, place, value }) => {
      const mutated = mutate(objects, place, value);
      const findings = checkForeign(
        mutated.map((object) => ({ object, file: 'example.yaml', line: () => 1 })),
        options,
      );
      expect(Array.isArray(findings)).toBe(true);
    }),
    { numRuns: 300, seed: 5 },
  );
}, 60_000);

/** The objects with another value at one place, which is any but what makes them objects. */
function mutate(objects: readonly KubeObject[], place: number, value: unknown): KubeObject[] {
  const copies = structuredClone(objects) as KubeObject[];
  const setters = copies.flatMap((copy) =>
    Object.entries(copy).flatMap(([key, field]) => [
      ...(['apiVersion', 'kind', 'metadata'].includes(key) ? [] : [() => Object.assign(copy, { [key]: value })]),
      ...settersBelow(field, value),
    ]),
  );
  setters[place % setters.length]?.();
  return copies;
}

function settersBelow(of: unknown, value: unknown): (() => void)[] {
  if (typeof of !== 'object' || of === null) return [];
  return Object.entries(of).flatMap(([key, field]) => [
    () => void Object.assign(of, { [key]: value }),
    ...settersBelow(field, value),
  ]);
}
