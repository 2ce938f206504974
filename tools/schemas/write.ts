/**
 * The text of a file under `schemas/`: sorted, and one kind or definition a line, so that a newer version shows in a
 * review as what changed.
 */
export function textOf(file: object): string {
  const parts = Object.entries(file).map(
    ([key, value]) => `${JSON.stringify(key)}:${SPREAD[key]?.(value) ?? compact(value)}`,
  );
  return `{\n${parts.join(',\n')}\n}\n`;
}

const SPREAD: Readonly<Record<string, (value: unknown) => string>> = {
  kinds: (value) => lines(value, (kinds) => lines(kinds, compact)),
  definitions: (value) => lines(value, compact),
  provenance: (value) => `[\n${(value as readonly unknown[]).map(compact).join(',\n')}\n]`,
};

function lines(value: unknown, text: (value: unknown) => string): string {
  const entries = sorted(value as object).map(([key, one]) => `${JSON.stringify(key)}:${text(one)}`);
  return `{\n${entries.join(',\n')}\n}`;
}

/** JSON without spaces, its keys sorted. */
export function compact(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one) ? Object.fromEntries(sorted(one)) : one,
  );
}

function sorted(object: object): [string, unknown][] {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
