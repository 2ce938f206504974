import { ANNOTATION_STEM, type KubeObject } from '../model/kube.ts';
import { at } from './read.ts';

/** What ends names that change with the content: a hash in hexadecimal digits, one of Kustomize, or a generation such as `-v3`. */
const HASH_OR_GENERATION = /-(?:[0-9a-f]{8,64}|[2456789bcdfghkmt]{10}|v\d+)$/;

/** Whether another content would have another name, so that both can stand side by side during a rollout. */
export function isContentNamed(object: KubeObject): boolean {
  return (
    at(object, 'metadata', 'annotations', ANNOTATION_STEM) !== undefined ||
    HASH_OR_GENERATION.test(object.metadata.name)
  );
}
