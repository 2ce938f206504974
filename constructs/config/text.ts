import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilding } from '../../model/building.ts';
import { UserError } from '../../model/errors.ts';

/** The most that a ConfigMap holds, in bytes. */
const LIMIT = 1024 * 1024;

/**
 * The text of a file that lies beside a stack's module, or below it. To be called while the module loads, at its top
 * level, so that a file is read once and `build` depends on nothing but its arguments:
 *
 * ```ts
 * const index = text(import.meta.url, './site/index.html');
 * ```
 *
 * @param base `import.meta.url` of the module
 * @param path relative to the module
 * @throws UserError when called from `build`, and when the file is missing, lies outside the module's folder (through
 *   `..` or a link), is no regular file, is larger than 1 MiB, or is not UTF-8 without a byte order mark
 */
export function text(base: string, path: string): string {
  if (!base.startsWith('file:')) throw problem(base, path, 'stands beside no file; pass import.meta.url first');
  const module = fileURLToPath(base);
  if (isBuilding()) {
    throw problem(module, path, 'is read in build(); read it at the top level of the module, into a constant');
  }
  if (isAbsolute(path)) throw problem(module, path, 'is an absolute path; give one relative to the module');

  const folder = realpathSync(dirname(module));
  const file = realPath(module, path, resolve(folder, path));
  const inside = relative(folder, file);
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw problem(module, path, 'leads out of the folder of the module; keep the files of a stack there');
  }
  const stats = statSync(file);
  if (!stats.isFile()) throw problem(module, path, 'is not a regular file; name a file');
  if (stats.size > LIMIT) {
    throw problem(module, path, `has ${stats.size} bytes, and a ConfigMap holds ${LIMIT}; put it into the image`);
  }
  return decode(module, path, readFileSync(file));
}

function realPath(module: string, path: string, file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    throw problem(module, path, `cannot be read (${(error as NodeJS.ErrnoException).code}); check the path`);
  }
}

function decode(module: string, path: string, bytes: Uint8Array): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw problem(module, path, 'begins with a byte order mark, which programs read as text; save it without');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw problem(module, path, 'is not UTF-8; save it as UTF-8, or give its bytes to binary');
  }
}

function problem(module: string, path: string, message: string): UserError {
  return new UserError({ subject: module, message: `text "${path}" ${message}` });
}
