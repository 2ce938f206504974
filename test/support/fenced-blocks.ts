/** A fenced block of a Markdown text. */
export interface Block {
  /** What stands behind the fence: `ts`, `sh`, `text`. */
  readonly language: string;
  readonly text: string;
  /** Number of its first line in the Markdown text. */
  readonly line: number;
}

/**
 * The fenced blocks of a Markdown text, in their order.
 *
 * @param heading of the section meant, without `#`; the whole text when left out
 */
export function blocksOf(markdown: string, heading?: string): Block[] {
  const blocks: Block[] = [];
  let section = '';
  let open: { readonly language: string; readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (open !== undefined) {
      if (line !== '```') open.lines.push(line);
      else {
        blocks.push({ language: open.language, line: open.line, text: open.lines.map((one) => `${one}\n`).join('') });
        open = undefined;
      }
    } else if (line.startsWith('```')) {
      if (heading === undefined || section === heading) open = { language: line.slice(3), line: index + 2, lines: [] };
      else open = { language: '', line: 0, lines: [] };
    } else if (/^##? /.test(line)) section = line.replace(/^#+ /, '');
  }
  return blocks.filter(({ line }) => line > 0);
}
