import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Problem, UserError } from '../model/errors.ts';

/**
 * What a user's module or `build` threw, as problems that point at the line.
 *
 * @param file the module that was being run, relative to the root
 */
export function thrownProblem(root: string, file: string, error: unknown): readonly Problem[] {
  if (error instanceof UserError) return error.problems.map((problem) => within(root, file, problem));
  if (!isError(error)) return [{ subject: file, message: `threw ${String(error)}; throw an Error instead` }];
  const line = lineIn(root, file, error);
  const cause = isError(error.cause) ? ` (${error.cause.message})` : '';
  return [{ subject: line === undefined ? file : `${file}:${line}`, message: `${plain(error, root)}${cause}` }];
}

/** A problem said of the file: a construct does not know in which one it stands. */
function within(root: string, file: string, { subject, message }: Problem): Problem {
  const place = subject.replace(`${root}${sep}`, '').split(sep).join('/');
  return { subject: place === file ? file : `${file}: ${subject}`, message };
}

/** Whether an error came out of a file of the user's, and not out of Stele or a library on its own account. */
export function isThrownIn(root: string, file: string, error: unknown): boolean {
  return isError(error) && lineIn(root, file, error) !== undefined;
}

function isError(error: unknown): error is Error {
  // not instanceof: errors of Node's own modules may come from another realm
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}

function plain(error: Error, root: string): string {
  const [first = 'failed'] = error.message.split('\n');
  const message = first.replaceAll(`${root}${sep}`, '').replaceAll(`file://${root}/`, '');
  return error.name === 'Error' ? message : `${error.name}: ${message}`;
}

function lineIn(root: string, file: string, error: Error): string | undefined {
  for (const frame of (error.stack ?? '').split('\n')) {
    const match = /(file:\/\/[^\s()]+?|\/[^\s()]+?):(\d+)(?::\d+)?\)?$/.exec(frame.trim());
    const [, location, line] = match ?? [];
    if (location === undefined) continue;
    if (relative(root, toPath(location)).split(sep).join('/') === file) return line;
  }
  return undefined;
}

function toPath(location: string): string {
  if (!location.startsWith('file:')) return location;
  try {
    return fileURLToPath(location.replace(/[?#].*$/, ''));
  } catch {
    return location;
  }
}
