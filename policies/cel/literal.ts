/**
 * A value as CEL text, for expressions that are made from a rule's parameters.
 *
 * A JSON string is a CEL string: both know the same escapes.
 * https://github.com/google/cel-spec/blob/master/doc/langdef.md#string-and-bytes-values
 *
 * @throws TypeError for what CEL cannot write as JSON does
 */
export function celLiteral(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(celLiteral).join(', ')}]`;
  throw new TypeError(`no CEL literal: ${JSON.stringify(value)}`);
}

/** Text as the part of a regular expression that matches it, in RE2 and in JavaScript. */
export function literalPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
