import { discoverCommands, discoverNamed } from './discover.ts';
import { reportFailure } from './failure.ts';
import { Answered, runCommandLine } from './program.ts';
import { Terminal } from './terminal.ts';

/**
 * Runs a command line to its end.
 *
 * @param words what stands behind `stele`
 * @returns the exit code
 */
export async function run(words: readonly string[]): Promise<number> {
  const out = new Terminal(process.stdout, process.env);
  const err = new Terminal(process.stderr, process.env);
  const finished = watchProcess(err);
  try {
    const [first, ...rest] = words;
    if (first === '__complete') {
      const { complete } = await import('./complete.ts');
      for (const line of complete(await discoverCommands(), rest, process.cwd())) out.raw(`${line}\n`);
      return 0;
    }
    return await runCommandLine(await discoverNamed(first), words, { cwd: process.cwd(), out, err });
  } catch (error) {
    if (error instanceof Answered) return 0;
    return reportFailure(error, err);
  } finally {
    finished();
  }
}

/**
 * Sees to it that whatever ends the process ends it with an exit code that means something.
 *
 * @returns what to call when the command has ended by itself
 */
function watchProcess(err: Terminal): () => void {
  const sayStuck = () => {
    err.line('stele: a module awaits something that never happens, or ended the process; remove that from the module');
    process.exitCode = 2;
  };
  const finished = () => void process.off('exit', sayStuck);
  const stop = (code: number) => {
    finished();
    process.exit(code);
  };
  // Node ends with 13, or with what a module says, and prints nothing
  process.once('exit', sayStuck);
  process.once('SIGINT', () => {
    err.clearStatus();
    stop(130);
  });
  process.once('uncaughtException', (error) => stop(reportFailure(error, err)));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  return finished;
}

/** Whoever reads the output may stop early, as `head` does: the command goes on, and says how it went by its exit code. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
