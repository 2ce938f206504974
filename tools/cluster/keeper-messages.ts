/** What the parent asks of the keeper. */
export type KeeperRequest =
  | ({ readonly kind: 'start'; readonly id: number } & ProcessSpec)
  | { readonly kind: 'kill'; readonly id: number; readonly name: string; readonly signal: NodeJS.Signals }
  /** A folder elsewhere that it removes when nobody else is left to. */
  | { readonly kind: 'inherit'; readonly id: number; readonly folder: string }
  /** From now on it outlives the parent. */
  | { readonly kind: 'release'; readonly id: number }
  | { readonly kind: 'end' };

/** The file of the folder in which the keeper says who it is and what it started, for those who did not start it. */
export const PROCESSES_FILE = 'processes.json';

/** What the keeper says to the parent. */
export type KeeperReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'exited'; readonly name: string; readonly reason: string };

/** A process of a cluster. */
export interface ProcessSpec {
  /** Its name in messages and of its log; starting it again under the same name continues the log. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /**
   * Milliseconds after which it is started again when it ends on its own.
   * @default it stays ended
   */
  readonly restartAfter?: number;
  /** Path of the file that its output is appended to. */
  readonly log: string;
}
