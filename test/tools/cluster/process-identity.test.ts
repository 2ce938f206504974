import { spawn } from 'node:child_process';
import { afterAll, expect, test } from '@jest/globals';
import { identityOf, isRunning, signalProcess } from '../../../tools/cluster/process-identity.ts';

const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
const exited = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
afterAll(() => void child.kill('SIGKILL'));

test('a signal reaches the process that is meant, and no later one with its number', async () => {
  const identity = identityOf(child.pid ?? 0);
  if (identity === undefined) throw new Error('the child does not run');
  const former = { ...identity, started: `${identity.started}0` };

  signalProcess(former, 'SIGKILL');
  expect({ former: isRunning(former), identity: isRunning(identity) }).toEqual({ former: false, identity: true });

  signalProcess(identity, 'SIGTERM');
  expect(await exited).toBe('SIGTERM');
  expect(isRunning(identity)).toBe(false);
});
