import { isFields } from '../read.ts';
import type { Schema } from './form.ts';

/** What a value must be by the keywords of a custom resource's schema that bound values. */
export function wordProblems(schema: Schema, value: unknown): string[] {
  if (typeof value === 'string') return textProblems(schema, value);
  if (typeof value === 'number') return numberProblems(schema, value);
  if (Array.isArray(value))
    return bounds(value.length, schema.minItems, schema.maxItems, 'items', unique(schema, value));
  if (isFields(value)) return bounds(Object.keys(value).length, schema.minProperties, schema.maxProperties, 'fields');
  return [];
}

function textProblems(schema: Schema, value: string): string[] {
  const { minLength, maxLength, pattern } = schema;
  const problems =
    minLength === undefined && maxLength === undefined
      ? []
      : bounds([...value].length, minLength, maxLength, 'characters');
  if (pattern !== undefined && !expression(pattern).test(value)) problems.push(`must match ${pattern}`);
  return problems;
}

function numberProblems(schema: Schema, value: number): string[] {
  const { minimum, maximum, exclusiveMinimum = false, exclusiveMaximum = false, multipleOf } = schema;
  const problems: string[] = [];
  if (minimum !== undefined && (value < minimum || (exclusiveMinimum && value === minimum))) {
    problems.push(exclusiveMinimum ? `must be more than ${minimum}` : `must be at least ${minimum}`);
  }
  if (maximum !== undefined && (value > maximum || (exclusiveMaximum && value === maximum))) {
    problems.push(exclusiveMaximum ? `must be less than ${maximum}` : `must be at most ${maximum}`);
  }
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf))
    problems.push(`must be a multiple of ${multipleOf}`);
  return problems;
}

function bounds(
  count: number,
  least: number | undefined,
  most: number | undefined,
  what: string,
  more: readonly string[] = [],
): string[] {
  const problems = [...more];
  if (least !== undefined && count < least) problems.push(`must have at least ${least} ${what}`);
  if (most !== undefined && count > most) problems.push(`must have at most ${most} ${what}`);
  return problems;
}

function unique({ uniqueItems }: Schema, value: readonly unknown[]): readonly string[] {
  if (uniqueItems !== true) return [];
  const texts = value.map((item) => JSON.stringify(item));
  return new Set(texts).size === texts.length ? [] : ['must have no item twice'];
}

/**
 * A pattern of Go (RE2). What JavaScript cannot read, or reads otherwise, is let through: the API server decides.
 */
function expression(pattern: string): RegExp {
  // classes such as [[:alpha:]], \A, \z, \pL, (?i) and (?P<name>) are Go's own
  if (/\[\[:|\\[AzQEpP]|\(\?(?![:])/.test(pattern)) return ANYTHING;
  try {
    return new RegExp(pattern, 'u');
  } catch {
    try {
      // Go takes escapes that are none, such as \- and \_
      return new RegExp(pattern);
    } catch {
      return ANYTHING;
    }
  }
}

const ANYTHING = /(?:)/;
