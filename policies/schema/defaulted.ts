import { isFields } from '../read.ts';
import type { Schema } from './form.ts';

/** An object with the defaults of the fields that it lacks: the API server fills them in before it looks at alternatives. */
export function defaulted({ properties = {} }: Schema, value: unknown): unknown {
  if (!isFields(value)) return value;
  const missing = Object.entries(properties).filter(
    ([name, inner]) => inner.default !== undefined && (value[name] === undefined || value[name] === null),
  );
  return missing.length === 0
    ? value
    : { ...value, ...Object.fromEntries(missing.map(([name, inner]) => [name, inner.default])) };
}
