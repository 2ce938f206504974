import { load } from 'js-yaml';
import type { KubeObject } from '../model/kube.ts';
import { isPlainObject } from '../model/merge.ts';

/** Reads one object out of a file that anybody may have edited; undefined when it is none that a cluster would take. */
export function parseObject(text: string): KubeObject | undefined {
  try {
    const value: unknown = load(text);
    return isKubeObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isKubeObject(value: unknown): value is KubeObject {
  if (!isPlainObject(value) || typeof value.apiVersion !== 'string' || typeof value.kind !== 'string') return false;
  const { metadata } = value;
  if (!isPlainObject(metadata) || typeof metadata.name !== 'string') return false;
  const { namespace, labels, annotations } = metadata;
  return (namespace === undefined || typeof namespace === 'string') && isTexts(labels) && isTexts(annotations);
}

function isTexts(value: unknown): boolean {
  if (value === undefined) return true;
  return isPlainObject(value) && Object.values(value).every((item) => typeof item === 'string');
}
