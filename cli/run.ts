import { discoverCommands } from './discover.ts';
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
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  process.once('SIGINT', () => {
    err.clearStatus();
    process.exit(130);
  });
  try {
    const entries = await discoverCommands();
    const [first, ...rest] = words;
    if (first === '__complete') {
      const { complete } = await import('./complete.ts');
      for (const line of complete(entries, rest, process.cwd())) out.raw(`${line}\n`);
      return 0;
    }
    return await runCommandLine(entries, words, { cwd: process.cwd(), out, err });
  } catch (error) {
    if (error instanceof Answered) return 0;
    return reportFailure(error, err);
  }
}

/** Whoever reads the output may stop early, as `head` does: the command goes on, and says how it went by its exit code. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
