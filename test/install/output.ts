import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';

export interface OutputOptions {
  /** The folder to run in. */
  readonly cwd: string;
  /**
   * A folder to look for programs in first.
   * @default none
   */
  readonly path?: string;
}

/**
 * What a program prints to stdout.
 *
 * @throws Error with all that it printed, when it ends with another code than 0
 */
export function output(program: string, args: readonly string[], { cwd, path }: OutputOptions): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: freshEnvironment(path),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

/** The environment of a person's shell: without what `npm run` and jest added for this process. */
function freshEnvironment(path: string | undefined): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|INIT_CWD$|JEST_|NODE_OPTIONS$|NODE_ENV$)/.test(name),
  );
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !/node_modules|node-gyp/.test(folder));
  return { ...Object.fromEntries(entries), PATH: [...(path === undefined ? [] : [path]), ...folders].join(delimiter) };
}
