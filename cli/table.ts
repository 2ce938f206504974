import { plain, type Span, styled } from './terminal.ts';

/** A cell that is wider pushes the rest of its own line aside, not that of all lines. */
const MAX_WIDTH = 60;

/** Lines of a table: columns as wide as their widest cell, the head dimmed, no spaces at the end of a line. */
export function table(head: readonly string[], rows: readonly (readonly Span[])[]): Span[][] {
  const cells = [head.map((title) => styled('dim', title)), ...rows];
  const widths = head.map((_, column) =>
    Math.min(MAX_WIDTH, Math.max(...cells.map((row) => plain(row[column] ?? '').length))),
  );
  return cells.map((row) =>
    row.flatMap((cell, column) =>
      column === row.length - 1
        ? [cell]
        : [cell, ' '.repeat(Math.max(0, (widths[column] ?? 0) - plain(cell).length) + 2)],
    ),
  );
}
