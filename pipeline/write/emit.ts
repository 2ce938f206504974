import {
  boolCoreTag,
  COLLECTION_STYLE_BLOCK,
  DEFAULT_SCALAR_STYLE_RULES,
  DUMP_SCHEMA,
  floatYaml11Tag,
  intYaml11Tag,
  mapTag,
  type Node,
  nullCoreTag,
  present,
  SCALAR_STYLE_DOUBLE_QUOTED,
  SCALAR_STYLE_PLAIN,
  SCALAR_STYLE_SINGLE_QUOTED,
  type ScalarLayout,
  type ScalarStyleRule,
  seqTag,
  strTag,
} from 'js-yaml';
import { throwIfAny } from '../../model/errors.ts';
import type { KubeObject } from '../../model/kube.ts';
import { type ScalarWriter, SimpleEmitter } from './emit-simple.ts';
import { header } from './header.ts';
import { compareKeys, type KeyOrder, keyOrder, orderUnder } from './key-order.ts';
import { plainProblems } from './plain.ts';

/**
 * The text of a manifest: Stele's first line, then the object as YAML that 1.1, 1.2 and Go readers read back equal.
 *
 * A member that is `undefined` is left out; `null` stays.
 *
 * @param source where the object was rendered from, relative to the root of the repository
 * @throws UserError when the object is not plain data: what would be lost, with its JSON pointer
 */
export function emit(object: KubeObject, source: string): string {
  return header(source) + (SIMPLE.emit(object, keyOrder(object.kind)) ?? emitAny(object));
}

/** The YAML of any object, through js-yaml alone. `emit` gives the same text, in less time. */
export function emitAny(object: KubeObject): string {
  throwIfAny(plainProblems(nameOf(object), object));
  const yaml = write(nodeOf(object, keyOrder(object.kind)));
  return BIDI.test(yaml) ? yaml.replace(ALL_BIDI, escapeCharacter) : yaml;
}

function write(contents: Node): string {
  return present([{ contents, directives: [] }], OPTIONS);
}

/** How js-yaml writes a text in a block mapping. */
const SCALARS: ScalarWriter = {
  key: (text) => write(pair(text, 'v')).slice(0, -': v\n'.length),
  value: (text) => write(pair('k', text)).slice('k: '.length, -'\n'.length),
};

function pair(key: string, value: string): Node {
  const items = [{ key: scalar(strTag.tagName, key), value: scalar(strTag.tagName, value) }];
  return { kind: 'mapping', tag: mapTag.tagName, tagged: false, style: COLLECTION_STYLE_BLOCK, items };
}

/** Characters that reorder what a reviewer sees without changing what a machine reads: CVE-2021-42574. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const ALL_BIDI = new RegExp(BIDI, 'g');

/** What js-yaml quotes because nobody can see it; tabs aside. */
const INVISIBLE = /[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]/;

const { doubleQuoteForInvisibles, ...OTHER_RULES } = DEFAULT_SCALAR_STYLE_RULES;

/** In the order in which js-yaml applies them: ours stand in front. */
const RULES: readonly ScalarStyleRule[] = [quoteBidi, quoteInvisible, quoteLookalikes, ...Object.values(OTHER_RULES)];

const OPTIONS = {
  // quotes what YAML 1.1 or 1.2 would read as something else than text
  schema: DUMP_SCHEMA,
  lineWidth: -1,
  scalarStyleRules: [...RULES],
};

/** Remembers how texts are written, which never changes: nothing else is kept between two calls. */
const SIMPLE = new SimpleEmitter(SCALARS);

/** Text is quoted where `emit` escapes. */
function quoteBidi(layout: ScalarLayout): void {
  if (BIDI.test(layout.node.value)) layout.style = SCALAR_STYLE_DOUBLE_QUOTED;
}

/**
 * Text that a reader may take for a number or a date where js-yaml does not think so: a commit such as `7e12345`
 * (infinity), `e9` and `.` (floats by the letter of https://yaml.org/type/float.html), `2020-1-1`.
 */
const LOOKALIKE = /^(?:[-+]?[\d_]*\.?[\d_]*(?:e[-+]?[\d_]+)?|[-+]?0[box][\da-f_]*|\d{4}-\d\d?-\d\d?.*)$/i;

function quoteLookalikes(layout: ScalarLayout): void {
  if (layout.style !== SCALAR_STYLE_PLAIN || layout.node.tag !== strTag.tagName) return;
  if (LOOKALIKE.test(layout.node.value)) layout.style = SCALAR_STYLE_SINGLE_QUOTED;
}

/**
 * Like js-yaml's own rule, but a text of several lines stays a block when all it holds is tabs (Makefiles, Go). Go
 * refuses a block that begins with a tab; yaml loses spaces on
 * blank lines at the end.
 */
function quoteInvisible(layout: ScalarLayout): void {
  const { value } = layout.node;
  if (!value.includes('\n') || INVISIBLE.test(value)) doubleQuoteForInvisibles(layout);
  else if (/^\n*\t|\n[ \t]+\n*$/.test(value)) layout.style = SCALAR_STYLE_DOUBLE_QUOTED;
}

/** The object as js-yaml's nodes, its keys in order: a plain object would put keys that look like numbers first. */
function nodeOf(value: unknown, order: KeyOrder): Node {
  if (typeof value === 'string') return scalar(strTag.tagName, value);
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return scalar(boolCoreTag.tagName, String(value));
  if (typeof value !== 'object' || value === null) return scalar(nullCoreTag.tagName, 'null');
  if (Array.isArray(value)) {
    const items = value.map((item) => nodeOf(item, order));
    return { kind: 'sequence', tag: seqTag.tagName, tagged: false, style: COLLECTION_STYLE_BLOCK, items };
  }
  const items = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => compareKeys(order, a, b))
    .map(([key, item]) => ({ key: scalar(strTag.tagName, key), value: nodeOf(item, orderUnder(order, key)) }));
  return { kind: 'mapping', tag: mapTag.tagName, tagged: false, style: COLLECTION_STYLE_BLOCK, items };
}

function number(value: number): Node {
  const tag = intYaml11Tag.identify?.(value) ? intYaml11Tag : floatYaml11Tag;
  return scalar(tag.tagName, tag.represent(value));
}

function scalar(tag: string, value: string): Node {
  return { kind: 'scalar', tag, tagged: false, style: SCALAR_STYLE_PLAIN, value };
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}
