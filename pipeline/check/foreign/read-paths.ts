import { readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Problem, throwIfAny } from '../../../model/errors.ts';
import { BlockYaml } from './block-yaml.ts';
import { type ForeignObject, readObjects } from './read-objects.ts';
import { TextReader } from './text-reader.ts';

export interface ReadPathsOptions {
  /** Where relative paths start. */
  readonly cwd: string;
  /** Reads what `-` stands for, to its end. */
  readonly stdin: () => Promise<string>;
}

export interface ForeignInput {
  readonly objects: readonly ForeignObject[];
  /** What was left out, and why: files of folders without an object, templates, links. */
  readonly skipped: readonly Problem[];
}

/** A file beyond this size in bytes is none that a person or a tool wrote for a cluster. */
const MAX_SIZE = 64 * 1024 * 1024;

/**
 * Reads the objects of files, of folders with all below them, and of `-`. In folders what is no object, or a template
 * that is no YAML yet, is skipped. A file that is named must have an object, and so must a folder.
 *
 * @throws UserError when a path does not exist or cannot be read, holds no object, or is broken YAML
 */
export async function readPaths(paths: readonly string[], { cwd, stdin }: ReadPathsOptions): Promise<ForeignInput> {
  const problems: Problem[] = [];
  const skipped: Problem[] = [];
  const objects: ForeignObject[] = [];
  const blocks = new BlockYaml();
  const reader = new TextReader(MAX_SIZE);

  /** Reads one text; false when it has no object. */
  const read = (text: string, file: string, named: boolean): boolean => {
    const result = readObjects(text, file, blocks);
    if ('problem' in result) {
      (named || !result.template ? problems : skipped).push({ subject: file, message: result.problem });
      return !result.template;
    }
    objects.push(...result.objects);
    skipped.push(...result.skipped);
    if (result.objects.length > 0) return true;
    (named ? problems : skipped).push({ subject: file, message: NO_OBJECT });
    return false;
  };
  const guarded = <T>(path: string, action: () => T): T | undefined => {
    try {
      return action();
    } catch (error) {
      problems.push({ subject: path, message: accessMessage(error) });
      return undefined;
    }
  };

  const named = new Set(paths.map((path) => resolve(cwd, path)));
  const found = new Map<string, boolean | undefined>();
  for (const path of new Set(paths)) {
    if (path === '-') {
      read(await stdin(), '<stdin>', true);
      continue;
    }
    const isFolder = guarded(path, () => statSync(resolve(cwd, path)).isDirectory());
    if (isFolder === undefined) continue;
    const start: FoundFile = { path, absolute: resolve(cwd, path) };
    const files = isFolder ? (guarded(path, () => filesIn(start, skipped)) ?? []) : [start];
    for (const { path: file, absolute } of files) {
      if (found.has(absolute)) continue;
      const hasObject = guarded(file, () => read(reader.read(absolute), file, named.has(absolute)));
      found.set(absolute, hasObject);
    }
    const isEmpty = files.every(({ absolute }) => found.get(absolute) === false);
    if (isFolder && isEmpty) problems.push({ subject: path, message: NO_OBJECT });
  }
  throwIfAny(problems);
  return { objects, skipped };
}

const NO_OBJECT = 'holds no Kubernetes object; name files that have apiVersion, kind and metadata';

interface FoundFile {
  /** As it was named, or found in what was. */
  readonly path: string;
  readonly absolute: string;
}

/** YAML and JSON files of a folder, in the order of their paths. Hidden ones, dependencies and links are left out. */
function filesIn({ path, absolute }: FoundFile, skipped: Problem[]): FoundFile[] {
  const found: FoundFile[] = [];
  const entries = readdirSync(absolute, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const { name } = entry;
    if (name.startsWith('.') || name === 'node_modules') continue;
    const file = {
      path: path === '.' ? name : `${path.replace(/\/+$/, '')}/${name}`,
      absolute: `${absolute === '/' ? '' : absolute}/${name}`,
    };
    if (entry.isSymbolicLink()) skipped.push({ subject: file.path, message: 'is a link; name it to have it checked' });
    else if (entry.isDirectory()) found.push(...filesIn(file, skipped));
    else if (entry.isFile() && /\.(ya?ml|json)$/i.test(name)) found.push(file);
  }
  return found;
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
