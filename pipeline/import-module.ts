import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Problem } from '../model/errors.ts';
import { thrownProblem } from './thrown.ts';

/** What a module of a repository exports; undefined when it does not load, which is among the problems then. */
export async function importModule(
  root: string,
  file: string,
  problems: Problem[],
): Promise<Record<string, unknown> | undefined> {
  const path = join(root, file);
  try {
    if (readFileSync(path, 'utf8').trim() === '') {
      problems.push({ subject: file, message: 'is empty; write what it should export, or remove it' });
      return undefined;
    }
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    problems.push(...thrownProblem(root, file, error));
    return undefined;
  }
}
