import type { Problem } from '../../model/errors.ts';
import { isPlainObject } from '../../model/merge.ts';

/** How deep an object may be nested: far deeper than any API, and within every reader's limits. */
const MAX_DEPTH = 100;

/** Characters of a key: readers differ on what they do beyond 1,024, escapes included. */
const MAX_KEY = 500;

/**
 * Why a value is no plain data that every reader gets back as it is: each place, as a JSON pointer (RFC 6901).
 *
 * @param subject whose value it is
 */
export function plainProblems(subject: string, value: unknown): Problem[] {
  const problems: Problem[] = [];
  collect(value, '', 0, (pointer, message) => problems.push({ subject, message: `${pointer || 'it'} ${message}` }));
  return problems;
}

function collect(value: unknown, pointer: string, depth: number, found: (pointer: string, message: string) => void) {
  const fault = faultOf(value) ?? (depth > MAX_DEPTH ? 'is nested too deep, or holds itself; flatten it' : undefined);
  if (fault !== undefined) {
    found(pointer, fault);
    return;
  }
  if (Array.isArray(value)) {
    // not forEach, which skips holes
    for (let index = 0; index < value.length; index++) collect(value[index], `${pointer}/${index}`, depth + 1, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) {
      const item = (value as Record<string, unknown>)[key];
      if (item === undefined) continue;
      const below = `${pointer}/${key.includes('~') || key.includes('/') ? escapeKey(key) : key}`;
      if (!key.isWellFormed()) found(below.toWellFormed(), `has a key that ${ILL_FORMED}`);
      if (key.length > MAX_KEY) found(pointer, `has a key of ${key.length} characters; use at most ${MAX_KEY}`);
      collect(item, below, depth + 1, found);
    }
  }
}

const ILL_FORMED = 'holds half of a surrogate pair, which no UTF-8 file can; remove it';

function faultOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? undefined : ILL_FORMED;
    case 'number':
      if (!Number.isFinite(value)) return `is ${value}, which JSON does not have; give a number, or leave it out`;
      return Object.is(value, -0) ? 'is -0, which readers do not agree on; write 0' : undefined;
    case 'object':
      if (value === null || Array.isArray(value) || isPlainObject(value)) return undefined;
      return `is a ${value.constructor?.name || 'special object'}; give plain data, for example text`;
    case 'boolean':
      return undefined;
    case 'undefined':
      return 'is undefined; give a value, or leave the item out';
    default:
      return `is a ${typeof value}; give plain data`;
  }
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
