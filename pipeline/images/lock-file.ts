import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../model/errors.ts';
import { fileProblems } from '../../model/issues.ts';
import { EMPTY_LOCK, type Lock, lockSchema, lockText } from '../../model/lock.ts';

/** The lock file of an environment, relative to the root of the repository. */
export function lockPath(environment: string): string {
  return `environments/${environment}.lock.json`;
}

/**
 * Reads the lock of an environment; a missing file is an empty lock.
 *
 * @returns undefined when the file cannot be understood; what is wrong with it goes to `problems`
 */
export function readLock(root: string, environment: string, problems: Problem[]): Lock | undefined {
  const file = lockPath(environment);
  const path = join(root, file);
  if (isFolder(path)) {
    problems.push({ subject: file, message: 'is a folder; remove it, the lock is a file' });
    return undefined;
  }
  const text = readText(path);
  if (text === undefined) return EMPTY_LOCK;
  const raw = parseJson(file, text, problems);
  if (raw === undefined) return undefined;
  const parsed = lockSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  problems.push(...fileProblems(file, lockSchema, raw, parsed.error));
  return undefined;
}

/**
 * Replaces the lock of an environment. A reader, or a crash, sees the old file or the new one, never half of one.
 *
 * @returns whether the file's text changed
 */
export function writeLock(root: string, environment: string, lock: Lock): boolean {
  const path = join(root, lockPath(environment));
  const text = lockText(lock);
  if (readText(path) === text) return false;
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return true;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseJson(file: string, text: string, problems: Problem[]): unknown {
  if (text.trim() === '') {
    problems.push({
      subject: file,
      message: 'is empty; restore it from Git, or remove it to begin with an empty lock',
    });
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const conflict = /^<{7} /m.test(text) ? 'has an unresolved merge conflict; resolve it' : undefined;
    const reason = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
    problems.push({ subject: file, message: conflict ?? `is no JSON (${reason}); mend it, or restore it from Git` });
    return undefined;
  }
}
