import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { KeeperReport, KeeperRequest, ProcessSpec } from './keeper-messages.ts';

type Pending = { readonly resolve: () => void; readonly reject: (error: Error) => void };

// each request but `end`, without its number
type Numbered = Exclude<KeeperRequest, { readonly kind: 'end' }>;
type Request = Numbered extends infer R ? (R extends Numbered ? Omit<R, 'id'> : never) : never;

/** A process to start; its log is named after it. */
export type Process = Omit<ProcessSpec, 'log'>;

/**
 * The processes of one cluster, in the hands of a process of their own: they end with `stop()`, and also when this
 * process ends in whatever way.
 */
export class Keeper {
  /** Where the processes work; it is removed with them. */
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  readonly #pending = new Map<number, Pending>();
  readonly #expected = new Set<string>();
  readonly #exits: string[] = [];
  #next = 0;

  private constructor(folder: string, child: ChildProcess) {
    this.folder = folder;
    this.#child = child;
    this.#gone = new Promise((resolve) => child.once('exit', () => resolve()));
    child.on('message', (message) => this.#hear(message as KeeperReport));
    void this.#gone.then(() => {
      for (const { reject } of this.#pending.values()) reject(new Error('the keeper of the cluster has ended'));
    });
  }

  /** Starts a keeper for an existing folder. */
  static async start(folder: string): Promise<Keeper> {
    mkdirSync(join(folder, 'logs'), { recursive: true });
    const log = join(folder, 'logs', 'keeper.log');
    const output = openSync(log, 'a');
    // .ts in a checkout, .js in the package
    const child = fork(join(import.meta.dirname, `keeper${extname(import.meta.filename)}`), [folder], {
      detached: true,
      // not the flags of the test runner that this may run in
      execArgv: [],
      // a keeper that is released must not hold on to the terminal
      stdio: ['ignore', 'ignore', output, 'ipc'],
    });
    closeSync(output);
    const keeper = new Keeper(folder, child);
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the keeper of the cluster ended with ${code}:\n${tail(log)}`)));
    });
    return keeper;
  }

  /** Starts a process. A process of the same name must have ended. */
  async run(process: Process): Promise<void> {
    this.#expected.delete(process.name);
    await this.#ask({ kind: 'start', ...process, log: this.log(process.name) });
  }

  /** Ends a process and waits until it is gone; nothing happens when it is gone already. */
  async kill(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#expected.add(name);
    await this.#ask({ kind: 'kill', name, signal });
  }

  /** The log of a process, whether it runs or not. */
  log(name: string): string {
    return join(this.folder, 'logs', `${name}.log`);
  }

  /** Processes that ended on their own, with the last lines of their logs; to explain why something does not come up. */
  casualties(): readonly string[] {
    return this.#exits.map((name) => `${name}:\n${tail(this.log(name))}`);
  }

  /** Has a folder elsewhere removed, too, when this process ends without having called `stop()`. */
  async bequeath(folder: string): Promise<void> {
    await this.#ask({ kind: 'inherit', folder });
  }

  /** Lets all processes outlive this one: `PROCESSES_FILE` says how to reach the keeper. */
  async release(): Promise<void> {
    await this.#ask({ kind: 'release' });
    this.#child.disconnect();
    this.#child.unref();
  }

  /** Ends all processes, and removes the folder. */
  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.send({ kind: 'end' } satisfies KeeperRequest);
    await this.#gone;
  }

  #ask(request: Request): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.#child.connected) return reject(new Error('the keeper of the cluster has ended'));
      const id = this.#next++;
      this.#pending.set(id, { resolve, reject });
      this.#child.send({ ...request, id });
    });
  }

  #hear(message: KeeperReport): void {
    switch (message.kind) {
      case 'ready':
        return;
      case 'exited':
        if (!this.#expected.has(message.name)) this.#exits.push(message.name);
        return;
      case 'done':
      case 'failed': {
        const pending = this.#pending.get(message.id);
        this.#pending.delete(message.id);
        if (message.kind === 'done') pending?.resolve();
        else pending?.reject(new Error(message.message));
      }
    }
  }
}

function tail(file: string): string {
  if (!existsSync(file)) return '  (no log)';
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-10);
  return lines.map((line) => `  ${line}`).join('\n');
}
