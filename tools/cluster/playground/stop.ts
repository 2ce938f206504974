import { existsSync, rmSync } from 'node:fs';
import { isRunning, signalProcess } from '../process-identity.ts';
import { listPlaygrounds, processesOf } from './state.ts';

// the keeper takes well below a second
const PATIENCE = 20_000;
const INTERVAL = 20;

/**
 * Ends all processes of a playground, and removes its folder. It does not return before that is done, so that a process
 * which is about to end can call it too.
 */
export function stopPlayground(folder: string): void {
  const starter = listPlaygrounds().find((one) => one.folder === folder)?.record?.starter;
  const others = starter !== undefined && starter !== null && starter.pid !== process.pid ? [starter] : [];
  // it ends what it has started, as after Ctrl-C
  for (const process of others) signalProcess(process, 'SIGINT');
  const { keeper } = processesOf(folder);
  if (keeper !== undefined) signalProcess(keeper, 'SIGTERM');
  // the folder goes when the last process has gone
  const end = performance.now() + PATIENCE;
  const busy = () => existsSync(folder) && [...others, ...(keeper === undefined ? [] : [keeper])].some(isRunning);
  while (busy() && performance.now() < end) pause(INTERVAL);
  // what a keeper left that was killed itself
  const left = processesOf(folder);
  for (const process of [left.keeper, ...left.children]) if (process !== undefined) signalProcess(process, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
