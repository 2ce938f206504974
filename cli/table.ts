import { plain, type Span, styled } from './terminal.ts';

/** Lines of a table: columns as wide as their widest cell, the head dimmed, no spaces at the end of a line. */
export function table(head: readonly string[], rows: readonly (readonly Span[])[]): Span[][] {
  const cells = [head.map((title) => styled('dim', title)), ...rows];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => plain(row[column] ?? '').length)));
  return cells.map((row) =>
    row.flatMap((cell, column) =>
      column === row.length - 1 ? [cell] : [cell, ' '.repeat((widths[column] ?? 0) - plain(cell).length + 2)],
    ),
  );
}
