import { loadAll, YAMLException } from 'js-yaml';
import type { KubeObject } from '../../model/kube.ts';
import { isPlainObject } from '../../model/merge.ts';
import { Positions } from './positions.ts';
import { kubernetesYaml } from './yaml-schema.ts';

/** An object of a file that anybody wrote. */
export interface ForeignObject {
  /** With a kind, a version and metadata; nothing else of it has been checked, its name included. */
  readonly object: KubeObject;
  /** As it was named by the user, or found in a folder that was. */
  readonly file: string;
  /** The line, from 1, of the field that a JSON pointer names, or of the nearest one above it. */
  line(pointer: string): number;
}

export type ReadResult = { readonly objects: readonly ForeignObject[] } | { readonly problem: string };

/** Aliases of one document: more is no file that a person wrote. */
const MAX_ALIASES = 200;

/** Every object of a YAML or JSON text: of all its documents, and of Lists. */
export function readObjects(text: string, file: string): ReadResult {
  let documents: unknown[];
  try {
    documents = loadAll(text, { schema: kubernetesYaml(), maxAliases: MAX_ALIASES });
  } catch (error) {
    return { problem: reasonOf(error, text) };
  }
  let positions: Positions | undefined;
  const lineIn = (document: number, base: string) => (pointer: string) => {
    positions ??= new Positions(text);
    return positions.line(document, base + pointer);
  };
  const objects = documents.flatMap((value, document) =>
    objectsIn(value, '').map(({ object, base }) => ({ object, file, line: lineIn(document, base) })),
  );
  return { objects };
}

function objectsIn(value: unknown, base: string): { readonly object: KubeObject; readonly base: string }[] {
  if (!isPlainObject(value)) return [];
  const { apiVersion, kind, metadata, items } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || NOT_FOR_CLUSTERS.test(apiVersion)) return [];
  if (kind.endsWith('List') && Array.isArray(items)) {
    return items.flatMap((item, index) => objectsIn(item, `${base}/items/${index}`));
  }
  // rules read everything else as fields that may be missing or of another type; a schema says which
  return isPlainObject(metadata) ? [{ object: value as KubeObject, base }] : [];
}

/** What tools read from files and no cluster takes. */
const NOT_FOR_CLUSTERS = /^(kustomize\.config\.k8s\.io|skaffold)\//;

function reasonOf(error: unknown, text: string): string {
  if (/\{\{[^}]*\}\}/.test(text)) {
    return 'is a template, not YAML; check what it renders: helm template … | stele check -';
  }
  if (!(error instanceof YAMLException)) throw error;
  const where = error.mark === undefined ? '' : `line ${error.mark.line + 1}: `;
  return `${where}${error.reason}; mend the YAML`;
}
