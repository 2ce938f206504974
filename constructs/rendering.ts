/** What the renderer needs of the constructs, and all that it may import: it knows no workload and no stack. */
export type { UnfinishedObject } from './after-json.ts';
export { confirmDeletion } from './argocd/index.ts';
export { StackNamespace } from './namespace/index.ts';
export { hoistHookNeeds, writeWaiver } from './workload/index.ts';
