/**
 * Several files in one text, each after a line `-- path --`: https://pkg.go.dev/golang.org/x/tools/txtar. What stands
 * before the first is a comment.
 */
export function parseTxtar(text: string): Map<string, string> {
  const files = new Map<string, string>();
  let current: string | undefined;
  for (const line of text.split(/(?<=\n)/)) {
    const name = /^-- (.+) --\n?$/.exec(line)?.[1];
    if (name !== undefined) {
      current = name;
      files.set(name, '');
    } else if (current !== undefined) {
      files.set(current, (files.get(current) ?? '') + line);
    }
  }
  return files;
}
