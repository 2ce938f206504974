import { expect, test } from '@jest/globals';
import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { celLiteral, literalPattern } from '../../../policies/cel/literal.ts';

test('a literal is the value again', () => {
  const environment = new Environment();
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
      expect(environment.evaluate(celLiteral(texts))).toEqual(texts);
    }),
  );
});

test('what CEL cannot write as JSON does is refused', () => {
  expect(() => celLiteral({ a: 1 })).toThrow('no CEL literal: {"a":1}');
  expect(() => celLiteral(Number.NaN)).toThrow(TypeError);
});

test('a pattern of text matches that text alone', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      const pattern = new RegExp(`^${literalPattern(text)}$`);
      expect(pattern.test(text)).toBe(true);
      expect(pattern.test(other)).toBe(text === other);
    }),
  );
});
