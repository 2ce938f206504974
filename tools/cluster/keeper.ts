/**
 * The process that starts the processes of a cluster, and ends them all when it is told to, or when the process that
 * started it is gone without having released it: `node keeper.ts FOLDER`, with an IPC channel to its parent.
 *
 * It leads a process group of its own, which every process it starts belongs to. So Ctrl-C in a terminal does not reach
 * them before it does, and one signal to the group ends all that is left, their children too.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeeperReport, type KeeperRequest, PROCESSES_FILE, type ProcessSpec } from './keeper-messages.ts';
import { identityOf } from './process-identity.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('keeper.ts needs the folder of its cluster');
const children = new Map<string, ChildProcess>();
// those that are started again when they end on their own
const wanted = new Set<string>();
// what goes, too, when the parent is gone
const inherited: string[] = [];
let ending: Promise<void> | undefined;
let released = false;

for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => void end(inherited));
process.on('disconnect', () => {
  if (!released) void end(inherited);
});
process.on('message', (message) => void answer(message as KeeperRequest));
recordProcesses(folder);
report({ kind: 'ready' });

async function answer(request: KeeperRequest): Promise<void> {
  switch (request.kind) {
    case 'start':
      return start(request);
    case 'kill':
      await kill(request.name, request.signal);
      return report({ kind: 'done', id: request.id });
    case 'inherit':
      inherited.push(request.folder);
      return report({ kind: 'done', id: request.id });
    case 'release':
      released = true;
      return report({ kind: 'done', id: request.id });
    case 'end':
      return end();
  }
}

function start(request: KeeperRequest & { readonly kind: 'start' }): void {
  const { id, name, command, restartAfter } = request;
  const child = launch(request);
  child.on('spawn', () => report({ kind: 'done', id }));
  child.on('error', (error) => report({ kind: 'failed', id, message: `${command}: ${error.message}` }));
  if (restartAfter !== undefined) wanted.add(name);
}

function launch(spec: ProcessSpec): ChildProcess {
  const { name, command, args, env, log, restartAfter } = spec;
  const output = openSync(log, 'a');
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', output, output] });
  closeSync(output);
  children.set(name, child);
  recordProcesses(folder as string);
  child.on('exit', (code, signal) => {
    if (children.get(name) === child) children.delete(name);
    if (restartAfter === undefined) return report({ kind: 'exited', name, reason: signal ?? `exit ${code}` });
    setTimeout(() => {
      if (wanted.has(name) && ending === undefined) launch(spec);
    }, restartAfter);
  });
  return child;
}

async function kill(name: string, signal: NodeJS.Signals): Promise<void> {
  wanted.delete(name);
  const child = children.get(name);
  if (child === undefined) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exited;
}

function end(others: readonly string[] = []): Promise<void> {
  ending ??= (async () => {
    const running = [...children.values()];
    const exits = running.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    // nothing of theirs is to stay, so none is given time to put things in order
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(exits);
    for (const place of [folder as string, ...others]) {
      rmSync(place, { recursive: true, force: true, maxRetries: 5 });
    }
    // whatever is left in the group, grandchildren too, and this process last
    process.kill(-process.pid, 'SIGKILL');
  })();
  return ending;
}

/** Written for the day this process is killed and can end nobody. */
function recordProcesses(place: string): void {
  if (ending !== undefined) return;
  const running = [...children.values()].flatMap(({ pid = 0 }) => identityOf(pid) ?? []);
  const file = join(place, PROCESSES_FILE);
  writeFileSync(`${file}.new`, JSON.stringify({ keeper: identityOf(process.pid), children: running }));
  renameSync(`${file}.new`, file);
}

function report(message: KeeperReport): void {
  // the parent may be gone between the check and the message
  if (process.connected) process.send?.(message, () => undefined);
}
