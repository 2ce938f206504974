import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Problem, throwIfAny } from '../../model/errors.ts';
import { type ForeignObject, readObjects } from './read-objects.ts';

export interface ReadPathsOptions {
  /** Where relative paths start. */
  readonly cwd: string;
  /** Reads what `-` stands for. */
  readonly stdin: () => string;
}

export interface ForeignInput {
  readonly objects: readonly ForeignObject[];
  /** Files of folders that hold no object, and why: notes for people, templates, links. */
  readonly skipped: readonly Problem[];
}

/** A file beyond this size in bytes is none that a person or a tool wrote for a cluster. */
const MAX_SIZE = 64 * 1024 * 1024;

/**
 * Reads the objects of files, of folders with all below them, and of `-`. In folders what is no object is skipped;
 * a file that is named must have one.
 *
 * @throws UserError when a path does not exist, cannot be read, or is named and holds no object
 */
export function readPaths(paths: readonly string[], { cwd, stdin }: ReadPathsOptions): ForeignInput {
  const problems: Problem[] = [];
  const skipped: Problem[] = [];
  const objects: ForeignObject[] = [];
  const seen = new Set<string>();

  const read = (text: string, file: string, complaints: Problem[]) => {
    const result = readObjects(text, file);
    if ('problem' in result) complaints.push({ subject: file, message: result.problem });
    else if (result.objects.length === 0) {
      complaints.push({
        subject: file,
        message: 'holds no Kubernetes object; name files that have apiVersion and kind',
      });
    } else objects.push(...result.objects);
  };

  for (const path of paths) {
    if (path === '-') {
      read(stdin(), '<stdin>', problems);
      continue;
    }
    try {
      const folder = statSync(resolve(cwd, path)).isDirectory();
      const files = folder ? filesIn(cwd, path, skipped) : [path];
      for (const file of files) {
        if (seen.has(file)) continue;
        seen.add(file);
        read(readText(resolve(cwd, file)), file, folder ? skipped : problems);
      }
    } catch (error) {
      problems.push({ subject: path, message: accessMessage(error) });
    }
  }
  throwIfAny(problems);
  return { objects, skipped };
}

/** YAML and JSON files of a folder, in the order of their paths. Hidden ones, dependencies and links are left out. */
function filesIn(cwd: string, folder: string, skipped: Problem[]): string[] {
  const found: string[] = [];
  const names = readdirSync(resolve(cwd, folder)).sort();
  for (const name of names) {
    if (name.startsWith('.') || name === 'node_modules') continue;
    const path = folder === '.' ? name : `${folder.replace(/\/+$/, '')}/${name}`;
    const entry = lstatSync(resolve(cwd, path));
    if (entry.isSymbolicLink()) skipped.push({ subject: path, message: 'is a link; name it to have it checked' });
    else if (entry.isDirectory()) found.push(...filesIn(cwd, path, skipped));
    else if (entry.isFile() && /\.(ya?ml|json)$/i.test(name)) found.push(path);
  }
  return found;
}

function readText(path: string): string {
  const { size } = statSync(path);
  if (size > MAX_SIZE) throw Object.assign(new Error('too large'), { code: 'EFBIG' });
  return readFileSync(path, 'utf8');
}

function accessMessage(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
      return 'does not exist; name a file, a folder, or - for standard input';
    case 'EACCES':
      return 'may not be read; change its permissions';
    case 'EFBIG':
      return `is larger than ${MAX_SIZE / 1024 / 1024} MiB; split it`;
    default:
      throw error;
  }
}
