import { setImmediate } from 'node:timers/promises';

/** How long work may go on without listening, in milliseconds: a person who presses Ctrl-C should not wait longer. */
const SLICE = 50;

/**
 * Lets the process listen to signals during long synchronous work.
 *
 * @returns what to await between pieces of work: it costs next to nothing until the time is up
 */
export function pauses(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < SLICE) return;
    await setImmediate();
    last = performance.now();
  };
}
