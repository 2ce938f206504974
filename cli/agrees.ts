import { createInterface } from 'node:readline';

/** Where a question is asked, and answered. */
export interface Dialogue {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
  /** What Ctrl-C does. */
  readonly interrupt: () => void;
}

/** The terminal that the process was started in; Ctrl-C ends the process there as it does anywhere else. */
export function terminalDialogue(): Dialogue {
  const interrupt = () => void process.kill(process.pid, 'SIGINT');
  return { input: process.stdin, output: process.stderr, interrupt };
}

/**
 * Asks a question that takes a yes. Everything else is a no, and so is the end of what is typed (Ctrl-D). After Ctrl-C there is
 * no answer.
 */
export function agrees(question: string, { input, output, interrupt }: Dialogue): Promise<boolean> {
  const ask = createInterface({ input, output, terminal: true });
  return new Promise((resolve) => {
    ask.once('close', () => resolve(false));
    // it stays open: a process that waits for nothing would end before the signal arrives
    ask.once('SIGINT', interrupt);
    ask.question(question, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()));
      ask.close();
    });
  });
}
