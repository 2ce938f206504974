import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { merge } from '../../model/merge.ts';

const json = fc.jsonValue().map((value) => value as unknown);

describe('merge', () => {
  test('merges objects and replaces lists', () => {
    const base = { a: { b: 1, c: 2 }, list: [1, 2, 3], kept: true };
    expect(merge(base, { a: { c: 3 }, list: [4] })).toEqual({ a: { b: 1, c: 3 }, list: [4], kept: true });
  });

  test('changes neither of its arguments', () => {
    const base = { a: { b: 1 } };
    const overlay = { a: { c: { d: 2 } } };
    merge(base, overlay);
    expect([base, overlay]).toEqual([{ a: { b: 1 } }, { a: { c: { d: 2 } } }]);
  });

  test('takes undefined to say nothing and null to say null', () => {
    expect(merge({ a: 1, b: 2 }, { a: undefined, b: null })).toEqual({ a: 1, b: null });
  });

  test('replaces an object by one of another kind', () => {
    const base = { routing: { kind: 'ingress', className: 'traefik' } };
    const gateway = { kind: 'gateway', gateway: 'public' };
    expect(merge(base, { routing: gateway })).toEqual({ routing: gateway });
  });

  test('keeps __proto__ a key like any other', () => {
    const merged = merge({}, JSON.parse('{"__proto__": {"polluted": true}}'));
    expect(Object.keys(merged as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('of a value with itself is that value', () => {
    fc.assert(fc.property(json, (value) => expect(merge(value, value)).toEqual(value)));
  });
});
