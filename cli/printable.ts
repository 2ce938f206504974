/**
 * Characters that a terminal acts on instead of showing: control characters (escape sequences begin with one), the
 * marks that turn the direction of text (https://www.unicode.org/reports/tr9/), line separators, and halves of
 * surrogate pairs.
 */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * A text that comes from a file or an argument, on one line and safe to print: line breaks become spaces, and what a
 * terminal would act on becomes visible, as `\u{1b}`.
 */
export function printable(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').replace(UNPRINTABLE, visible);
}

/** JSON in which what a terminal would act on is escaped: the same value to every reader. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
    .split('\n')
    .map((line) => line.replace(UNPRINTABLE, (character) => `\\u${code(character).padStart(4, '0')}`))
    .join('\n');
}

function visible(character: string): string {
  return `\\u{${code(character)}}`;
}

function code(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16);
}
