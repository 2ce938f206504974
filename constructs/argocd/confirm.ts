import { groupOf } from '../../model/kube.ts';
import { addSyncOptions } from './sync-options.ts';

/** Objects whose deletion takes with it what Git cannot bring back, by group and kind. */
const PRECIOUS: ReadonlySet<string> = new Set([
  '/Namespace',
  '/PersistentVolumeClaim',
  'apiextensions.k8s.io/CustomResourceDefinition',
]);

/**
 * Makes Argo CD ask before it deletes a Namespace, a claim or a CustomResourceDefinition. Other objects, and options
 * that the object has already, stay as they are.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#resource-pruning-with-confirmation
 */
export function confirmDeletion(object: {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { annotations?: Record<string, string> };
}): void {
  if (PRECIOUS.has(`${groupOf(object)}/${object.kind}`))
    addSyncOptions(object, { Prune: 'confirm', Delete: 'confirm' });
}
