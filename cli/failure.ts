import { arch, platform } from 'node:os';
import { UserError } from '../model/errors.ts';
import { styled, type Terminal } from './terminal.ts';
import { version } from './version.ts';

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'is a folder where a file is expected',
  ELOOP: 'links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long for this file system',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of the path is no folder',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
};

/**
 * Prints why a command failed.
 *
 * @returns the exit code: 2 when the user can fix it, 70 when it is a bug in Stele
 */
export function reportFailure(error: unknown, err: Terminal): 2 | 70 {
  const problems = error instanceof UserError ? error.problems : systemProblem(error);
  if (problems === undefined) {
    reportBug(error, err);
    return 70;
  }
  for (const { subject, message } of problems) err.line(styled('bold', subject), `: ${message}`);
  err.line(styled('red', problems.length === 1 ? '1 problem' : `${problems.length} problems`));
  return 2;
}

/** What the file system refused is for the user to fix. */
function systemProblem(error: unknown): UserError['problems'] | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const words = code === undefined ? undefined : WORDS[code];
  if (words === undefined || path === undefined) return undefined;
  return [{ subject: path, message: `${words} (${code}, ${syscall}); mend it and run the command again` }];
}

function reportBug(error: unknown, err: Terminal): void {
  const { stack } = (typeof error === 'object' && error !== null ? error : {}) as { readonly stack?: string };
  for (const line of (stack ?? String(error)).split('\n')) err.line(line);
  err.line();
  err.line(
    styled('red', 'This is a bug in Stele. '),
    'Please report it with the text above, the command, and this line:',
  );
  err.line(`stele ${version()}, Node ${process.version}, ${platform()} ${arch()}`);
}
