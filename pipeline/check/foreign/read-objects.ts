import { loadAll, type Schema, YAMLException } from 'js-yaml';
import type { Problem } from '../../../model/errors.ts';
import type { KubeObject } from '../../../model/kube.ts';
import { isPlainObject } from '../../../model/merge.ts';
import { type BlockDocuments, BlockYaml } from './block-yaml.ts';
import { Positions } from './positions.ts';

/** An object of a file that anybody wrote. */
export interface ForeignObject {
  /** With a kind, a version and metadata; nothing else of it has been checked, its name included. */
  readonly object: KubeObject;
  /** As it was named by the user, or found in a folder that was. */
  readonly file: string;
  /** The line, from 1, of the field that a JSON pointer names, or of the nearest one above it. */
  line(pointer: string): number;
}

export type ReadResult =
  | {
      readonly objects: readonly ForeignObject[];
      /** Documents with a kind that cannot be looked at, and why. */
      readonly skipped: readonly Problem[];
    }
  | { readonly problem: string; readonly template: boolean };

/** Aliases of one document: more is no file that a person wrote. */
const MAX_ALIASES = 200;
/** Values of one document after all aliases: an object of this size is too large for etcd. */
const MAX_VALUES = 1_000_000;

/**
 * Every object of a YAML or JSON text: of all its documents, and of Lists. What objects hold may be shared between them.
 *
 * @param blocks - what has been read of other files
 */
export function readObjects(text: string, file: string, blocks = new BlockYaml()): ReadResult {
  let read: BlockDocuments;
  try {
    read = blocks.read(text) ?? readDocuments(text, blocks.schema);
  } catch (error) {
    return { problem: reasonOf(error, text), template: TEMPLATE.test(text) };
  }
  const lineIn = (document: number, base: string) => (pointer: string) => read.line(document, base + pointer);
  const skipped: Problem[] = [];
  const objects = read.documents.flatMap((value, document) =>
    objectsIn(value, '', (kind, base) => {
      const subject = `${file}:${lineIn(document, base)('')}`;
      skipped.push({ subject, message: `a ${kind} without metadata is no object of a cluster; give it a name` });
    }).map(({ object, base }) => ({ object, file, line: lineIn(document, base) })),
  );
  return { objects, skipped };
}

function readDocuments(text: string, schema: Schema): BlockDocuments {
  const documents = loadAll(text, { schema, maxAliases: MAX_ALIASES });
  if (text.includes('*')) for (const document of documents) countValues(document);
  let positions: Positions | undefined;
  return {
    documents,
    line: (document, pointer) => {
      positions ??= new Positions(text);
      return positions.line(document, pointer);
    },
  };
}

function objectsIn(
  value: unknown,
  base: string,
  skip: (kind: string, base: string) => void,
): { readonly object: KubeObject; readonly base: string }[] {
  if (!isPlainObject(value)) return [];
  const { apiVersion, kind, metadata, items } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || NOT_FOR_CLUSTERS.test(apiVersion)) return [];
  if (kind.endsWith('List') && Array.isArray(items)) {
    // two that are written the same, or by an alias, are two objects
    return items.flatMap((item, index) =>
      objectsIn(isPlainObject(item) ? { ...item } : item, `${base}/items/${index}`, skip),
    );
  }
  // rules read everything else as fields that may be missing or of another type; a schema says which
  if (isPlainObject(metadata)) return [{ object: value as KubeObject, base }];
  skip(kind, base);
  return [];
}

/** What tools read from files and no cluster takes. */
const NOT_FOR_CLUSTERS = /^(kustomize\.config\.k8s\.io|skaffold)\//;

const TEMPLATE = /\{\{[^}]*\}\}/;

/**
 * Counts the values of a document with every alias written out. The parser shares what an alias names, so that a bomb is
 * small until somebody walks through it.
 *
 * @throws YAMLException when there are too many, or a value contains itself
 */
function countValues(root: unknown): void {
  const counts = new Map<object, number>();
  const open = new Set<object>();
  const count = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) return 1;
    const known = counts.get(value);
    if (known !== undefined) return known;
    if (open.has(value)) throw new YAMLException('an alias names what it stands in');
    open.add(value);
    let sum = 1;
    for (const child of Object.values(value)) sum += count(child);
    open.delete(value);
    if (sum > MAX_VALUES) throw new YAMLException(`aliases make more than ${MAX_VALUES} values of it`);
    counts.set(value, sum);
    return sum;
  };
  count(root);
}

function reasonOf(error: unknown, text: string): string {
  if (!(error instanceof YAMLException)) throw error;
  const where = error.mark === undefined ? '' : `line ${error.mark.line + 1}: `;
  const remedy = TEMPLATE.test(text)
    ? 'it looks like a template: check what it renders, helm template … | stele check -'
    : 'mend the YAML';
  return `${where}${error.reason}; ${remedy}`;
}
