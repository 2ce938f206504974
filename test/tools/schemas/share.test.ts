import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Schema } from '../../../policies/schema/form.ts';
import { share } from '../../../tools/schemas/share.ts';

/** Long enough to be worth a definition of its own. */
const template: Schema = {
  type: 'object',
  properties: Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`field${index}`, { type: 'string', maxLength: index }]),
  ),
};

describe('what custom resources have in common', () => {
  it('is written once', () => {
    const shared = share({
      Prometheus: { properties: { template } },
      Alertmanager: { items: template },
    });
    const [name = ''] = Object.keys(shared).filter((one) => one.startsWith('shared.'));
    expect(shared).toEqual({
      Prometheus: { properties: { template: { $ref: `#/definitions/${name}` } } },
      Alertmanager: { items: { $ref: `#/definitions/${name}` } },
      [name]: template,
    });
  });

  it('stays where it is when it occurs once', () => {
    const definitions = { Prometheus: { properties: { template } } };
    expect(share(definitions)).toEqual(definitions);
  });

  it('stays where it is when it is short', () => {
    const definitions = { A: { items: { type: 'string' } }, B: { items: { type: 'string' } } } as const;
    expect(share(definitions)).toEqual(definitions);
  });

  it('has no parts of its own unless these stand elsewhere too', () => {
    const whole: Schema = { type: 'object', properties: { template, name: { type: 'string' } } };
    const shared = share({ A: { items: whole }, B: { items: whole } });
    expect(Object.keys(shared).filter((name) => name.startsWith('shared.'))).toHaveLength(1);
  });

  it('means the same as before, whatever it is', () => {
    const leaf = fc.constantFrom<Schema>(template, { type: 'string' }, { ...template, nullable: true });
    const { tree } = fc.letrec<{ tree: Schema }>((tie) => ({
      tree: fc.oneof(
        leaf,
        fc.record({ items: tie('tree') }),
        fc.record({ anyOf: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
        fc.record({ properties: fc.dictionary(fc.constantFrom('a', 'b', 'items'), tie('tree')) }),
        fc.record({ additionalProperties: tie('tree') }),
      ),
    }));
    fc.assert(
      fc.property(tree, tree, (first, second) => {
        const shared = share({ first, second });
        expect([expand(shared.first, shared), expand(shared.second, shared)]).toEqual([first, second]);
      }),
      { seed: 20, numRuns: 200 },
    );
  });
});

/** Puts each definition back where it is named. */
function expand(value: unknown, definitions: Readonly<Record<string, Schema>>): unknown {
  if (Array.isArray(value)) return value.map((one) => expand(one, definitions));
  if (typeof value !== 'object' || value === null) return value;
  if ('$ref' in value) return expand(definitions[String(value.$ref).slice('#/definitions/'.length)], definitions);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, expand(one, definitions)]));
}
