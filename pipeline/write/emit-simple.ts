import { KeyLayouts } from './key-layouts.ts';
import type { KeyOrder } from './key-order.ts';

/** How a text is written in a block mapping: quoted, where it has to be. */
export interface ScalarWriter {
  key(text: string): string;
  value(text: string): string;
}

/** Texts that look the same wherever they stand: one short line of visible ASCII. */
const SIMPLE = /^[\x20-\x7e]{0,200}$/;
/**
 * Names, paths, hosts and image references with a letter in front: nothing that any reader takes for something else.
 * `e-5` could be one, and a colon at the end would make a key of the rest.
 */
const NAME = /^[a-df-zA-DF-Z][A-Za-z0-9]*[-./][A-Za-z0-9._/@:-]{0,200}(?<!:)$/;
/** Several lines of visible ASCII, the first of them not indented and the last of them not blank. */
const LINES = /^[\x21-\x7e][\x20-\x7e]*\n(?:[\x20-\x7e\n]*[\x21-\x7e]\n?)?$/;
const MAX_DEPTH = 50;
/** Texts that are remembered; a fleet repeats itself, a large one is cut off here. */
const MAX_REMEMBERED = 50_000;

/**
 * Writes the block structure of objects that hold nothing but short lines, whole numbers and the like, which most do.
 * How a text is written is asked once for each text and remembered: asking is what takes the time.
 */
export class SimpleEmitter {
  readonly #writer: ScalarWriter;
  readonly #keys = new Map<string, string>();
  readonly #values = new Map<string, string>();
  readonly #layouts = new KeyLayouts((key) => this.#scalar('key', this.#keys, key));

  /** @param writer how the emitter for everything writes a text */
  constructor(writer: ScalarWriter) {
    this.#writer = writer;
  }

  /** The YAML of an object, or undefined when it holds something that is not simple. */
  emit(object: object, order: KeyOrder): string | undefined {
    const text = this.#mapping(object, order, '', 0);
    return text === undefined || text === '' ? undefined : `${text}\n`;
  }

  /** The lines of a mapping, each with its indentation; undefined when something in it is not simple. */
  #mapping(object: object, order: KeyOrder, indent: string, depth: number): string | undefined {
    if (depth > MAX_DEPTH || Object.getPrototypeOf(object) !== Object.prototype) return undefined;
    const fields = this.#layouts.fieldsOf(object, order);
    if (fields === undefined) return undefined;
    let lines = '';
    for (const field of fields) {
      const value = (object as Readonly<Record<string, unknown>>)[field.key];
      if (value === undefined) continue;
      const text = this.#after(value, field.order, indent, depth);
      if (text === undefined) return undefined;
      lines += `${lines === '' ? '' : '\n'}${indent}${field.label}${text}`;
    }
    return lines;
  }

  /** What stands behind the colon of a key. */
  #after(value: unknown, order: KeyOrder, indent: string, depth: number): string | undefined {
    const inline = this.#inline(value);
    if (inline !== undefined) return ` ${inline}`;
    if (typeof value === 'string') return this.#lines(value, indent);
    if (typeof value !== 'object' || value === null) return undefined;
    const block = Array.isArray(value)
      ? this.#sequence(value, order, `${indent}  `, depth + 1)
      : this.#mapping(value, order, `${indent}  `, depth + 1);
    return block === undefined ? undefined : `\n${block}`;
  }

  #sequence(items: readonly unknown[], order: KeyOrder, indent: string, depth: number): string | undefined {
    let lines = '';
    for (const item of items) {
      const text = this.#inline(item) ?? this.#item(item, order, indent, depth);
      if (text === undefined) return undefined;
      lines += `${lines === '' ? '' : '\n'}${indent}- ${text}`;
    }
    return lines;
  }

  /** A mapping in a sequence: its first line stands behind the dash. */
  #item(item: unknown, order: KeyOrder, indent: string, depth: number): string | undefined {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
    return this.#mapping(item, order, `${indent}  `, depth + 1)?.slice(indent.length + 2);
  }

  /** What takes no line of its own. */
  #inline(value: unknown): string | undefined {
    if (typeof value === 'string') return this.#scalar('value', this.#values, value);
    if (typeof value === 'number')
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : undefined;
    if (typeof value === 'boolean') return String(value);
    if (value === null) return 'null';
    if (Array.isArray(value)) return value.length === 0 ? '[]' : undefined;
    const empty = typeof value === 'object' && Object.values(value).every((item) => item === undefined);
    return empty && Object.getPrototypeOf(value) === Object.prototype ? '{}' : undefined;
  }

  /** A text of several lines as a block, each line indented but the empty ones; undefined when it cannot be one. */
  #lines(text: string, indent: string): string | undefined {
    if (!LINES.test(text)) return undefined;
    const [style, body] = text.endsWith('\n') ? ['|', text.slice(0, -1)] : ['|-', text];
    return ` ${style}${`\n${body}`.replace(/\n(?=[^\n])/g, `\n${indent}  `)}`;
  }

  #scalar(place: 'key' | 'value', remembered: Map<string, string>, text: string): string | undefined {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    if (NAME.test(text)) return text;
    if (!SIMPLE.test(text)) return undefined;
    const written = this.#writer[place](text);
    if (remembered.size < MAX_REMEMBERED) remembered.set(text, written);
    return written;
  }
}
