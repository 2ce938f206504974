import type { Schema } from 'js-yaml';

/**
 * A line of a block of YAML, with what a literal text below it says: `- name: web`. Lines that are written the same are
 * the same value.
 */
export interface BlockLine {
  /** Numbered from 0: no two lines that differ have the same. */
  readonly id: number;
  /** Column of the dash, of the key, or of the text. */
  readonly indent: number;
  /** Whether it begins an item of a sequence. */
  readonly dash: boolean;
  /** Undefined for an item that is a scalar. */
  readonly key: string | undefined;
  /** Undefined where the value stands below the key, or there is none. */
  readonly value: unknown;
}

/** A line that is none of the content. */
export type OtherLine = 'blank' | 'separator';

/** The first line of a literal text, `key: |`, whose text stands below it. */
export interface LiteralHead {
  readonly head: Omit<BlockLine, 'id' | 'value'>;
  /** Whether the last line break belongs to the text. */
  readonly clip: boolean;
}

/**
 * Reads one line as YAML has it for certain, whatever stands around it; undefined for all that may mean something else:
 * anchors, tags, flow collections, escapes, comments behind a value, keys that are no plain text.
 */
export function blockLine(text: string, id: number, schema: Schema): BlockLine | LiteralHead | OtherLine | undefined {
  if (text === '') return 'blank';
  if (text === '---') return 'separator';
  if (!PLAIN_TEXT.test(text)) return undefined;
  const match = FORM.exec(text);
  if (match === null) return text.startsWith('#') ? 'blank' : undefined;
  const [, spaces = '', dash, key, rest = ''] = match;
  const head = { indent: spaces.length, dash: dash !== undefined, key };
  if (key !== undefined) {
    // `yes: 1` has a key that is no text
    if (key === '__proto__' || schema.resolveImplicitScalarTag(key).value !== key) return undefined;
    if (rest === '') return { id, ...head, value: undefined };
    if (rest === '|' || rest === '|-') return { head, clip: rest === '|' };
  } else if (dash === undefined) return undefined;
  const value = scalar(rest, schema);
  return value === undefined ? undefined : { id, ...head, value };
}

/** Whether a text has only characters that YAML lets stand anywhere, and that end no line. */
export function isPlainText(text: string): boolean {
  return PLAIN_TEXT.test(text);
}

// no tab, no byte order mark, nothing that another version of YAML takes for a line break
const PLAIN_TEXT = /^[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/;

/** Indentation, dash, key, value: `  - app.kubernetes.io/name: web`. */
const FORM = /^( *)(- )?(?:([A-Za-z_][A-Za-z0-9_./-]*):(?: (?=[^ ])|$))?([^ #].*)?$/;

function scalar(text: string, schema: Schema): unknown {
  if (text === '{}') return {};
  if (text === '[]') return [];
  const quoted = /^"([^"\\]*)"$|^'([^']*)'$/.exec(text);
  if (quoted !== null) return quoted[1] ?? quoted[2];
  if (!/^(?:[A-Za-z0-9_/.~(+$]|-[^ ])/.test(text) || text.endsWith(' ')) return undefined;
  // a mapping, or a comment, begins in the line
  if (/:(?: |$)| #/.test(text)) return undefined;
  return schema.resolveImplicitScalarTag(text).value;
}
