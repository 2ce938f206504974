import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { afterJson } from '../after-json.ts';
import { addSyncOptions } from './sync-options.ts';

/**
 * Keeps an object in the cluster when its stack stops rendering it or is removed: the first of the two commits that
 * move an object to another stack. The second one moves it, and drops this call.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
 *
 * @param construct an object, or a construct that renders to one
 */
export function keepOnPrune(construct: IConstruct): void {
  afterJson(ApiObject.of(construct), (json) => addSyncOptions(json, { Prune: 'false', Delete: 'false' }));
}
