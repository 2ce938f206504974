import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { commandToSet } from '../settings-source.ts';
import type { ManifestPin } from './release.ts';

/** More than any install manifest has; what is larger is not read to its end. */
const MAX_BYTES = 32 * 2 ** 20;
const TIMEOUT = 60_000;

export interface FetchOptions {
  /** What relative paths are relative to. */
  readonly root: string;
  /** Where manifests are kept, by their digest. */
  readonly cache: string;
  /** The Pulumi stack that it is for, in errors. */
  readonly stack: string;
}

/** Where manifests are kept for all repositories of this user. */
export function manifestCache(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'stele', 'manifests');
}

/**
 * The text of an install manifest: from a file, from the cache, or downloaded once. What is read is kept, so that a cluster
 * can be looked after when the file has moved on to the next release.
 *
 * @throws UserError when it cannot be read, or is not what the digest says
 */
export async function fetchManifest(pin: ManifestPin, { root, cache, stack }: FetchOptions): Promise<string> {
  const kept = join(cache, `${pin.sha256}.yaml`);
  if (!/^https?:/.test(pin.from)) {
    const bytes = readFile(pin, resolve(root, pin.from));
    const text = checked(pin, bytes, 'find out who changed it before you trust another digest');
    keep(kept, bytes);
    return text;
  }
  if (!pin.from.startsWith('https:')) {
    throw new UserError({ subject: pin.from, message: 'is no https:// address; use one, or a file' });
  }
  const there = readKept(kept);
  // what somebody changed in the cache is downloaded again
  if (there !== undefined && digestOf(there) === pin.sha256) return there.toString('utf8');
  const remedy =
    `find the manifest that has the SHA-256 ${pin.sha256}, and name it: ` +
    `${commandToSet(stack, 'manifest', false, 'FILE')}, and ${commandToSet(stack, 'manifestSha256', false, pin.sha256)}`;
  const bytes = await download(pin, remedy);
  const text = checked(pin, bytes, remedy);
  keep(kept, bytes);
  return text;
}

function keep(path: string, bytes: Buffer): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, bytes, { flush: true });
    renameSync(temporary, path);
  } catch {
    // where nothing can be kept, the next run reads it again
  }
}

function checked(pin: ManifestPin, bytes: Buffer, remedy: string): string {
  const digest = digestOf(bytes);
  if (digest === pin.sha256) return bytes.toString('utf8');
  throw new UserError({
    subject: pin.from,
    message: `has the SHA-256 ${digest}, not ${pin.sha256}; nothing was installed; ${remedy}`,
  });
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readFile({ from }: ManifestPin, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UserError({ subject: from, message: `cannot be read (${codeOf(error)}); name a file that is there` });
  }
}

function readKept(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

async function download({ from }: ManifestPin, remedy: string): Promise<Buffer> {
  try {
    const response = await fetch(from, { signal: AbortSignal.timeout(TIMEOUT) });
    if (!response.ok || response.body === null) {
      throw new UserError({ subject: from, message: `the server answered ${response.status}; ${remedy}` });
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.byteLength;
      if (size > MAX_BYTES) {
        throw new UserError({ subject: from, message: `is no install manifest: it is too large; ${remedy}` });
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({ subject: from, message: `cannot be downloaded (${codeOf(error)}); ${remedy}` });
  }
}

function codeOf(error: unknown): string {
  const { cause, code, name } = error as { readonly cause?: unknown; readonly code?: string; readonly name?: string };
  const inner = (cause as { readonly code?: string } | undefined)?.code;
  return inner ?? code ?? name ?? 'unknown';
}
