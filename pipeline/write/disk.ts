import { UserError } from '../../model/errors.ts';

/** What went wrong, and what the user can do about it, by the code of the error. */
const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'permission denied; change its owner or its permissions, and run again',
  EPERM: 'the operation is not permitted; change its owner or its permissions, and run again',
  EROFS: 'the file system is read-only; write somewhere else with --out, or mount it writable',
  ENOSPC: 'no space is left on the disk; free some, and run again',
  EDQUOT: 'the disk quota is used up; free some space, and run again',
  ENAMETOOLONG: 'the path is too long for this file system; use shorter names, or a checkout nearer to the root',
  EXDEV: 'it is on another file system than the folder it is in; unmount it, or write somewhere else with --out',
  EMFILE: 'too many files are open; raise the limit (ulimit -n), and run again',
  ENFILE: 'too many files are open on this machine; close some, and run again',
  EIO: 'the disk failed; check it, and run again',
  EBUSY: 'another program uses it; close that program, and run again',
  EISDIR: 'a folder stands where a file belongs; move it away, and run again',
  EEXIST: 'a file stands where a folder belongs; move it away, and run again',
  ENOTDIR: 'a file stands where a folder belongs; move it away, and run again',
  ELOOP: 'symbolic links lead in a circle; remove them, and run again',
};

/**
 * Does something to a file, in words that the user can act on when it fails. What is not written by then stays as it
 * was, so running again is always right.
 *
 * @param subject the file, as the user knows it
 * @throws UserError when the disk, or a permission, is the reason
 */
export function onDisk<T>(subject: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const remedy = REMEDIES[errorCode(error) ?? ''];
    if (remedy === undefined) throw error;
    throw Object.assign(new UserError({ subject, message: remedy }), { cause: error });
  }
}

/** Whether an error says that nothing can be written in a place, which is no fault while nothing has to be. */
export function isReadOnly(error: unknown): error is UserError {
  const code = error instanceof UserError ? errorCode(error.cause) : undefined;
  return code === 'EROFS' || code === 'EACCES' || code === 'EPERM';
}

/** The code of an error of the operating system, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
