import { AsyncLocalStorage } from 'node:async_hooks';

const building = new AsyncLocalStorage<true>();

/**
 * Runs a stack's `build`, and the taking out of its objects, so that what may only happen while modules load can refuse.
 * The mark belongs to this call alone: nothing is left behind when it returns or throws.
 */
export function whileBuilding<T>(build: () => T): T {
  return building.run(true, build);
}

/** Whether the caller runs inside `whileBuilding`. */
export function isBuilding(): boolean {
  return building.getStore() === true;
}
