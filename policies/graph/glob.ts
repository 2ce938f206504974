/**
 * Whether a text is of a pattern in which `*` stands for any characters but the separator, `**` for any at all, and `?`
 * for one: as Argo CD compares repositories and destinations. Braces and classes mean themselves.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 */
export function matchesGlob(pattern: string, text: string, separator = ''): boolean {
  if (pattern === '*') return true;
  const wild = pattern.search(/[*?]/);
  if (wild < 0) return pattern === text;
  // most patterns differ before anything in them is special
  if (!text.startsWith(pattern.slice(0, wild))) return false;
  let reached = new Set([0]);
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    const double = character === '*' && pattern.charAt(index + 1) === '*';
    const next = new Set<number>();
    for (const position of reached) {
      if (character === '*') {
        // positions that an earlier one has reached already are not walked again
        for (let end = position; end <= text.length && !next.has(end); end += 1) {
          next.add(end);
          if (!double && separator !== '' && text.charAt(end) === separator) break;
        }
      } else if (
        position < text.length &&
        (character === '?' ? text.charAt(position) !== separator : text.charAt(position) === character)
      ) {
        next.add(position + 1);
      }
    }
    if (next.size === 0) return false;
    reached = next;
    if (double) index += 1;
  }
  return reached.has(text.length);
}
