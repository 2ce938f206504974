import { didYouMean, type Problem } from './errors.ts';
import type * as z from './z.ts';

/**
 * What zod found, in Stele's words: the path, the value and the remedy.
 *
 * @param subject where the input stands, for example `environments/prod.ts: podinfo`
 * @param schema the schema that refused it, for the names of valid keys
 * @param input the raw input, for the values found
 */
export function issueProblems(subject: string, schema: z.ZodType, input: unknown, error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue) => describe(issue, subject, schema, input));
}

/** The same for a file of its own: the path goes behind the file's name. */
export function fileProblems(file: string, schema: z.ZodType, input: unknown, error: z.ZodError): Problem[] {
  return issueProblems('', schema, input, error).map(({ subject, message }) => ({
    subject: subject === '' ? file : `${file}: ${subject}`,
    message,
  }));
}

function describe(issue: z.core.$ZodIssue, subject: string, schema: z.ZodType, input: unknown): Problem[] {
  const at = (path: readonly PropertyKey[]) =>
    [subject, path.map(String).join('.')].filter((part) => part !== '').join('.');
  const value = valueAt(input, issue.path);

  if (issue.code === 'unrecognized_keys') {
    const valid = keysAt(schema, issue.path);
    return issue.keys.map((key) => ({
      subject: at([...issue.path, key]),
      message: `unknown key${didYouMean(key, valid)}; ${valid.length === 0 ? 'no keys are taken here' : `valid keys: ${valid.join(', ')}`}`,
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nested = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
    if (depth(nested) > 0) {
      return nested.flatMap((inner) =>
        describe({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue, subject, schema, input),
      );
    }
  }
  if (issue.code === 'invalid_key') {
    const reasons = issue.issues.map((inner) => inner.message).join('; ');
    return [{ subject: at(issue.path), message: reasons }];
  }
  if (value === undefined && issue.code === 'invalid_type') {
    return [{ subject: at(issue.path), message: `required and not given; ${remedy(issue)}` }];
  }
  return [{ subject: at(issue.path), message: `${show(value)} ${phrase(issue)}` }];
}

/** How deep the deepest issue of a union's branch lies: the branch that got furthest is the one that was meant. */
function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

function phrase(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `is not ${article(issue.expected)}; ${remedy(issue)}`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int' || issue.origin === 'bigint'
        ? `is less than ${issue.minimum}; use ${numberWord(issue.minimum)} from ${issue.minimum}${issue.inclusive === false ? ' (exclusive)' : ''}`
        : `is too short; give at least ${issue.minimum} ${unit(issue.origin, issue.minimum)}`;
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int' || issue.origin === 'bigint'
        ? `is more than ${issue.maximum}; use ${numberWord(issue.maximum)} up to ${issue.maximum}${issue.inclusive === false ? ' (exclusive)' : ''}`
        : `is too long; give at most ${issue.maximum} ${unit(issue.origin, issue.maximum)}`;
    case 'invalid_value':
      return `is not valid; use ${issue.values.map((item) => JSON.stringify(item)).join(' or ')}`;
    case 'not_multiple_of':
      return `is not a multiple of ${issue.divisor}; use one that is`;
    case 'invalid_format':
      return issue.message.startsWith('is ') ? issue.message : `is no valid ${issue.format}; ${issue.message}`;
    default:
      return issue.message.startsWith('is ') ? issue.message : `is not valid: ${issue.message}`;
  }
}

function remedy(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type') return 'give a value';
  return issue.expected === 'int' ? 'use a whole number' : `use ${article(issue.expected)}`;
}

function numberWord(bound: number | bigint): string {
  return Number.isInteger(Number(bound)) ? 'a whole number' : 'a number';
}

function article(expected: string): string {
  const words: Record<string, string> = {
    int: 'a whole number',
    array: 'a list',
    object: 'an object',
    record: 'an object',
  };
  return words[expected] ?? `a ${expected}`;
}

function unit(origin: string, count: number | bigint): string {
  const one = origin === 'string' ? 'character' : 'item';
  return Number(count) === 1 ? one : `${one}s`;
}

/** A value for a message: short, on one line, and without anything a terminal would act on. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
  const visible = text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return visible.length > 80 ? `${visible.slice(0, 77)}…` : visible;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      value !== null && typeof value === 'object' && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    input,
  );
}

/** The keys that the object schema at a path takes. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let candidates: unknown[] = [schema];
  for (const key of path) candidates = candidates.flatMap((candidate) => step(unwrap(candidate), key));
  const keys = candidates.flatMap((candidate) => unwrap(candidate)).flatMap((item) => Object.keys(shapeOf(item) ?? {}));
  return [...new Set(keys)];
}

interface Definition {
  readonly innerType?: unknown;
  readonly in?: unknown;
  readonly options?: readonly unknown[];
  readonly element?: unknown;
  readonly valueType?: unknown;
  readonly shape?: Record<string, unknown>;
  readonly left?: unknown;
  readonly right?: unknown;
}

function definitionOf(schema: unknown): Definition {
  return ((schema as { _zod?: { def?: Definition } } | undefined)?._zod?.def ?? {}) as Definition;
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  return definitionOf(schema).shape;
}

/** The schemas inside optional, default, prefault, pipe, union and intersection. */
function unwrap(schema: unknown): unknown[] {
  const { innerType, in: input, options, left, right } = definitionOf(schema);
  if (innerType !== undefined) return unwrap(innerType);
  if (input !== undefined) return unwrap(input);
  if (options !== undefined) return options.flatMap(unwrap);
  if (left !== undefined) return [...unwrap(left), ...unwrap(right)];
  return [schema];
}

function step(schemas: readonly unknown[], key: PropertyKey): unknown[] {
  return schemas.flatMap((schema) => {
    const { shape, element, valueType } = definitionOf(schema);
    if (shape !== undefined) return Object.hasOwn(shape, key) ? [shape[String(key)]] : [];
    if (typeof key === 'number' && element !== undefined) return [element];
    return valueType === undefined ? [] : [valueType];
  });
}
