/** Text for a Markdown page of the documentation: `<name>` is no HTML, `*` no emphasis, `|` no cell. */
export function escaped(text: string): string {
  return text.replaceAll('<', '\\<').replaceAll('*', '\\*').replaceAll('|', '\\|');
}
