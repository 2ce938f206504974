import type { Schema } from 'js-yaml';
import { type BlockLine, blockLine, isPlainText, type LiteralHead, type OtherLine } from './block-line.ts';
import { kubernetesYaml } from './yaml-schema.ts';

/** The documents of a text, and where their fields stand. */
export interface BlockDocuments {
  readonly documents: readonly unknown[];
  /**
   * The line, from 1, of the field that a JSON pointer names; where it does not exist, of the deepest one above it.
   *
   * @param document index of the document in the text
   */
  line(document: number, pointer: string): number;
}

/**
 * Reads YAML as machines write it: block mappings and sequences, and scalars of one line. Everything else is left to a
 * parser of all of YAML; what is read is what that parser would read.
 *
 * Manifests say the same again and again. A line is looked at once however often it stands in files, and blocks that are
 * written the same become the same value: it must not be changed.
 */
export class BlockYaml {
  /** What plain scalars mean. */
  readonly schema: Schema = kubernetesYaml();
  readonly #known = new Map<string, BlockLine | LiteralHead | OtherLine>();
  readonly #blocks = new Map<number, Block>();
  #nextId = 0;

  /** Undefined when the text is, or may be, more than such blocks. */
  read(text: string): BlockDocuments | undefined {
    if (this.#known.size > MAX_KNOWN || this.#blocks.size > MAX_KNOWN) {
      this.#known.clear();
      this.#blocks.clear();
    }
    const documents: unknown[] = [];
    for (const { lines } of this.#split(text, false) ?? []) {
      const document = lines[0]?.indent === 0 ? this.#block(lines, 0, lines.length, 0) : undefined;
      if (document === undefined) return undefined;
      documents.push(document);
    }
    if (documents.length === 0) return undefined;
    return {
      documents,
      line: (document, pointer) => {
        const part = this.#split(text, true)?.[document];
        return part === undefined ? 1 : lineOf(part, pointer);
      },
    };
  }

  /** The lines of every document, numbered where that is asked for; undefined when one of them does not say all by itself. */
  #split(text: string, numbered: boolean): Part[] | undefined {
    let part: Part = { lines: [], numbers: [] };
    const parts: Part[] = [];
    let separated = false;
    for (let [start, number] = [0, 1]; start < text.length; number++) {
      const end = endOfLine(text, start);
      const line = this.#line(text.slice(start, end));
      let next = end + 1;
      if (line === undefined) return undefined;
      if (line === 'separator') {
        // an empty document is one too, but for what stands above the first separator
        if (part.lines.length > 0) parts.push(part);
        else if (separated) return undefined;
        part = { lines: [], numbers: [] };
        separated = true;
      } else if (line !== 'blank') {
        if (numbered) part.numbers.push(number);
        if (!('head' in line)) part.lines.push(line);
        else {
          const literal = this.#literal(line, text, start, next);
          if (literal === undefined) return undefined;
          part.lines.push(literal.line);
          number += literal.count;
          next = literal.end;
        }
      }
      start = next;
    }
    if (part.lines.length === 0) return undefined;
    parts.push(part);
    return parts;
  }

  #line(text: string): BlockLine | LiteralHead | OtherLine | undefined {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const line = blockLine(text, this.#nextId, this.schema);
    if (line === undefined) return undefined;
    this.#nextId++;
    this.#known.set(text, line);
    return line;
  }

  /** The literal text that begins behind its first line, with how many lines it has and where it ends. */
  #literal({ head, clip }: LiteralHead, text: string, start: number, content: number) {
    const indent = indentAt(text, content);
    if (indent <= memberColumn(head)) return undefined;
    const found: string[] = [];
    let length = 0;
    let end = content;
    while (end < text.length) {
      const stop = endOfLine(text, end);
      const column = indentAt(text, end);
      const isBlank = end + column === stop;
      if (isBlank ? column > 0 : column < indent) {
        if (isBlank) return undefined;
        break;
      }
      const line = isBlank ? '' : text.slice(end + indent, stop);
      // whether a text ends with a line break is for the parser to say where its last line has none
      if (stop === text.length || !isPlainText(line)) return undefined;
      found.push(line);
      if (!isBlank) length = found.length;
      end = stop + 1;
    }
    const written = text.slice(start, end);
    const known = this.#known.get(written);
    if (known !== undefined)
      return typeof known === 'object' && 'id' in known ? { line: known, count: found.length, end } : undefined;
    const value = found.slice(0, length).join('\n') + (clip ? '\n' : '');
    const line: BlockLine = { id: this.#nextId++, ...head, value };
    this.#known.set(written, line);
    return { line, count: found.length, end };
  }

  /** The mapping or sequence of some lines; undefined when they are something else. */
  #block(lines: readonly BlockLine[], from: number, to: number, depth: number): unknown {
    if (depth > MAX_DEPTH) return undefined;
    return this.#once(lines, from, to, depth, false);
  }

  /** What has been read of the same lines before, but for whole documents: no two objects are one. */
  #once(lines: readonly BlockLine[], from: number, to: number, depth: number, item: boolean): unknown {
    let hash = item ? 1 : 0;
    for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + (lines[at]?.id ?? 0)) & 0x3fffffff;
    const known = depth === 0 ? undefined : this.#blocks.get(hash);
    if (known !== undefined && known.item === item && isSame(known, lines, from, to)) return known.value;
    const value =
      item || lines[from]?.dash === false
        ? this.#mapping(lines, from, to, depth)
        : this.#sequence(lines, from, to, depth);
    if (depth > 0 && value !== undefined) this.#blocks.set(hash, { lines, from, to, item, value });
    return value;
  }

  #mapping(lines: readonly BlockLine[], from: number, to: number, depth: number): unknown {
    const result: Record<string, unknown> = {};
    const first = lines[from];
    if (first === undefined) return undefined;
    const column = memberColumn(first);
    for (let at = from; at < to; ) {
      const line = lines[at];
      if (line?.key === undefined || Object.hasOwn(result, line.key)) return undefined;
      // the dash of an item stands before its first member
      if (at > from && (line.dash || line.indent !== column)) return undefined;
      at++;
      if (line.value !== undefined) {
        result[line.key] = line.value;
        continue;
      }
      const end = endOfValue(lines, at, to, column);
      const value = end === at ? null : this.#block(lines, at, end, depth + 1);
      if (value === undefined) return undefined;
      result[line.key] = value;
      at = end;
    }
    return result;
  }

  #sequence(lines: readonly BlockLine[], from: number, to: number, depth: number): unknown {
    const result: unknown[] = [];
    const column = lines[from]?.indent ?? 0;
    for (let at = from; at < to; ) {
      const line = lines[at];
      if (line === undefined || !line.dash || line.indent !== column) return undefined;
      const end = endBelow(lines, at + 1, to, column);
      if (line.key === undefined) {
        if (end > at + 1) return undefined;
        result.push(line.value);
      } else {
        const item = this.#once(lines, at, end, depth + 1, true);
        if (item === undefined) return undefined;
        result.push(item);
      }
      at = end;
    }
    return result;
  }
}

/** Deeper nesting is for a parser that says what is wrong with it. */
const MAX_DEPTH = 40;
/** Lines, and blocks, to remember: many large files do not fill the memory. */
const MAX_KNOWN = 100_000;

/** The lines of one document, and which of the text's lines they are, from 1. */
interface Part {
  readonly lines: BlockLine[];
  readonly numbers: number[];
}

/** What some lines mean: as a value of its own, or as an item of a sequence. */
interface Block {
  readonly lines: readonly BlockLine[];
  readonly from: number;
  readonly to: number;
  readonly item: boolean;
  readonly value: unknown;
}

function isSame(block: Block, lines: readonly BlockLine[], from: number, to: number): boolean {
  if (block.to - block.from !== to - from) return false;
  for (let at = from; at < to; at++) if (lines[at] !== block.lines[block.from + at - from]) return false;
  return true;
}

/** Where the keys of a mapping stand that begins with a line. */
function memberColumn({ indent, dash }: Pick<BlockLine, 'indent' | 'dash'>): number {
  return dash ? indent + 2 : indent;
}

/** The end of the value of a key in a column: what is indented more, or a sequence whose dashes stand in that column. */
function endOfValue(lines: readonly BlockLine[], from: number, to: number, column: number): number {
  const first = lines[from];
  if (from >= to || first === undefined) return from;
  if (!first.dash || first.indent !== column) return endBelow(lines, from, to, column);
  let end = from;
  while (end < to && lines[end]?.dash === true && lines[end]?.indent === column)
    end = endBelow(lines, end + 1, to, column);
  return end;
}

function endBelow(lines: readonly BlockLine[], from: number, to: number, column: number): number {
  let end = from;
  while (end < to && (lines[end]?.indent ?? 0) > column) end++;
  return end;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

function indentAt(text: string, start: number): number {
  let column = 0;
  while (text.charCodeAt(start + column) === 32) column++;
  return column;
}

/** A node of a document: the line it begins in, and the lines of its value; none when that is a scalar. */
interface Node {
  readonly start: number;
  readonly from: number;
  readonly to: number;
  readonly item: boolean;
}

function lineOf({ lines, numbers }: Part, pointer: string): number {
  let node: Node = { start: 0, from: 0, to: lines.length, item: false };
  for (const key of pointer.split('/').slice(1)) {
    const child = childOf(lines, node, key.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (child === undefined) break;
    node = child;
  }
  return numbers[node.start] ?? 1;
}

function childOf(lines: readonly BlockLine[], { from, to, item }: Node, key: string): Node | undefined {
  const first = lines[from];
  if (from >= to || first === undefined) return undefined;
  const sequence = first.dash && !item;
  const column = sequence ? first.indent : memberColumn(first);
  for (let [at, index] = [from, 0]; at < to; index++) {
    const end = sequence ? endBelow(lines, at + 1, to, column) : endOfValue(lines, at + 1, to, column);
    if ((sequence ? String(index) : lines[at]?.key) === key) {
      const inside = sequence && lines[at]?.key !== undefined ? at : at + 1;
      return { start: at, from: inside, to: end, item: sequence };
    }
    at = end;
  }
  return undefined;
}
