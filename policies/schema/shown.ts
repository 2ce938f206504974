const LONGEST = 60;

/** A value as a message shows it: what kind of thing it is, and the thing where it is short. Control characters are escaped. */
export function shown(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `the text ${quoted(value)}`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return `the boolean ${value}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : typeof value;
}

/** A text as a message shows it where it is plain what it is, such as a name. */
export function quoted(text: string): string {
  return cut(JSON.stringify(text));
}

function cut(text: string): string {
  const points = [...text];
  return points.length <= LONGEST ? text : `${points.slice(0, LONGEST - 2).join('')}…"`;
}
