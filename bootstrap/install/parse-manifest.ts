import { loadAll } from 'js-yaml';
import { UserError } from '../../model/errors.ts';
import type { KubeObject } from '../../model/kube.ts';
import { isPlainObject } from '../../model/merge.ts';

const REMEDY = 'name the install manifest of a release';

/**
 * The objects of a manifest of several documents.
 *
 * @throws UserError when it holds anything else
 */
export function parseManifest(from: string, text: string): readonly KubeObject[] {
  const documents = documentsOf(from, text).filter((document) => document !== null && document !== undefined);
  return documents.map((document, index) => {
    if (isKubeObject(document)) return document;
    throw new UserError({ subject: from, message: `document ${index + 1} is no Kubernetes object; ${REMEDY}` });
  });
}

function documentsOf(from: string, text: string): unknown[] {
  try {
    return loadAll(text);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new UserError({ subject: from, message: `is no YAML (${reason}); ${REMEDY}` });
  }
}

function isKubeObject(value: unknown): value is KubeObject {
  if (!isPlainObject(value)) return false;
  const { apiVersion, kind, metadata } = value;
  return (
    typeof apiVersion === 'string' &&
    typeof kind === 'string' &&
    isPlainObject(metadata) &&
    typeof metadata.name === 'string'
  );
}
