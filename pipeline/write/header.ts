const BEGINNING = '# Rendered by Stele from ';
const END = '. Do not edit.';

/** Sources that need no encoding, as nearly all. */
const PLAIN = /^[\x20-\x24\x26-\x7e]*$/;

/**
 * The first line of every manifest: what makes a file Stele's.
 *
 * @param source where it was rendered from, relative to the root of the repository. What would end the line, or show
 * the reader something else than it is, is written `%XX`.
 */
export function header(source: string): string {
  const oneLine = PLAIN.test(source) ? source : source.toWellFormed().replace(/[^\x20-\x7e]|%/gu, encodeURIComponent);
  return `${BEGINNING}${oneLine}${END}\n`;
}

/** The source that the first line of a manifest names, or undefined when the file is not Stele's. */
export function headerSource(text: string): string | undefined {
  const end = text.indexOf('\n');
  const line = (end < 0 ? text : text.slice(0, end)).replace(/\r$/, '');
  if (!line.startsWith(BEGINNING) || !line.endsWith(END) || line.length <= BEGINNING.length + END.length)
    return undefined;
  try {
    return decodeURIComponent(line.slice(BEGINNING.length, -END.length));
  } catch {
    return undefined;
  }
}
