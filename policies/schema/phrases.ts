import type { Schema } from './form.ts';
import { quoted } from './shown.ts';

/** What a value of a type is called. */
export const NAMES = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'a text',
} as const;

/** Names of fields come from manifests: what a terminal would obey is escaped. */
export function printable(key: string): string {
  return /^[\w./-]{1,80}$/.test(key) ? key : quoted(key);
}

/** The values that an enum has. */
export function oneOf(allowed: readonly unknown[]): string {
  const texts = allowed.map((one) => (typeof one === 'string' ? printable(one) : JSON.stringify(one)));
  return texts.length === 1 ? `${texts[0]}` : `one of ${texts.join(', ')}`;
}

/** What some schemas ask for, of which one must hold. */
export function alternatives(schemas: readonly Schema[]): string {
  const required = schemas.flatMap((one) =>
    one.required === undefined ? [] : [one.required.map(printable).join(' and ')],
  );
  return required.length === schemas.length ? `the fields ${required.join('; ')}` : 'its alternatives';
}

/** How to write a value that must be a text. */
export function quoteIt(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'boolean'
    ? `Quote it: ${JSON.stringify(String(value))}.`
    : undefined;
}

/** How to write a value that must not be a text. */
export function unquoted(value: unknown): string | undefined {
  return typeof value === 'string' && /^(-?[0-9.]+|true|false)$/.test(value)
    ? `Write it without quotes: ${value}.`
    : undefined;
}
