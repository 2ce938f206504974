import { lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';

/** Links a binary whose version was looked at, and notes down which file that was. */
export function linkBinary(binary: string, link: string): void {
  writeFileSync(noteOf(link), identityOf(binary));
  symlinkSync(binary, link);
}

/**
 * Whether a binary is there, and is the one that it was: the file that a link leads to may be gone, or have become
 * another version since.
 */
export function isAsLinked(path: string): boolean {
  try {
    return !lstatSync(path).isSymbolicLink() || readFileSync(noteOf(path), 'utf8') === identityOf(path);
  } catch {
    return false;
  }
}

function noteOf(link: string): string {
  return `${link}.linked`;
}

/** What an upgrade in place changes. */
function identityOf(path: string): string {
  const { dev, ino, size, mtimeMs } = statSync(path);
  return [dev, ino, size, mtimeMs].join(' ');
}
