import { isNativeError } from 'node:util/types';

/** How long to wait, and what for. */
export interface WaitOptions {
  /** What is waited for, as the end of "waited in vain for …". */
  readonly what: string;
  /** Milliseconds until it fails. */
  readonly timeout: number;
  /**
   * Milliseconds between looks.
   * @default 100
   */
  readonly interval?: number;
  /** Explains a failure: what is the case instead. */
  readonly explain?: () => string | Promise<string>;
}

/**
 * Looks again and again until there is something to see. A look that throws is repeated too.
 *
 * @throws Error when the time is over, with the last problem
 */
export async function waitFor<T>(
  look: () => Promise<T | undefined | false>,
  { what, timeout, interval = 100, explain }: WaitOptions,
): Promise<T> {
  const end = performance.now() + timeout;
  let problem: unknown;
  while (performance.now() < end) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      problem = undefined;
    } catch (error) {
      problem = error;
    }
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
  const reasons = [problem === undefined ? '' : messageOf(problem), (await explain?.()) ?? ''];
  const text = [`waited in vain for ${what} (${timeout / 1000} s)`, ...reasons.filter((reason) => reason !== '')];
  throw new Error(text.join('\n'));
}

/** What an error says. A test runner's own `Error` is not the one that Node's modules throw. */
export function messageOf(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}
