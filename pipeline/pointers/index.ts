export { pointers } from './pointers.ts';
export { retainPermissions } from './retain.ts';
