import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../../model/errors.ts';
import type { ManifestPin } from './release.ts';

/** More than any install manifest has; what is larger is not read to its end. */
const MAX_BYTES = 32 * 2 ** 20;
const TIMEOUT = 60_000;

export interface FetchOptions {
  /** What relative paths are relative to. */
  readonly root: string;
  /** Where downloads are kept, by their digest. */
  readonly cache: string;
}

/** Where downloads are kept for all repositories of this user. */
export function manifestCache(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'stele', 'manifests');
}

/**
 * The text of an install manifest: from the cache, from a file, or downloaded once.
 *
 * @throws UserError when it cannot be read, or is not what the digest says
 */
export async function fetchManifest(pin: ManifestPin, { root, cache }: FetchOptions): Promise<string> {
  if (!/^https?:/.test(pin.from)) return checked(pin, readFile(pin, resolve(root, pin.from)));
  if (!pin.from.startsWith('https:')) {
    throw new UserError({ subject: pin.from, message: 'is no https:// address; use one, or a file' });
  }
  const kept = join(cache, `${pin.sha256}.yaml`);
  const there = readKept(kept);
  // what somebody changed in the cache is downloaded again
  if (there !== undefined && digestOf(there) === pin.sha256) return there.toString('utf8');
  const bytes = await download(pin);
  const text = checked(pin, bytes);
  mkdirSync(cache, { recursive: true });
  const temporary = `${kept}.${process.pid}.tmp`;
  writeFileSync(temporary, bytes, { flush: true });
  renameSync(temporary, kept);
  return text;
}

function checked(pin: ManifestPin, bytes: Buffer): string {
  const digest = digestOf(bytes);
  if (digest === pin.sha256) return bytes.toString('utf8');
  throw new UserError({
    subject: pin.from,
    message:
      `has the SHA-256 ${digest}, not ${pin.sha256}; nothing was installed. ` +
      `Find out who changed it before you trust another digest`,
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

async function download({ from }: ManifestPin): Promise<Buffer> {
  const remedy = 'download it elsewhere, and name the file: pulumi config set manifest FILE';
  try {
    const response = await fetch(from, { signal: AbortSignal.timeout(TIMEOUT) });
    if (!response.ok || response.body === null) {
      throw new UserError({ subject: from, message: `the server answered ${response.status}; ${remedy}` });
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.byteLength;
      if (size > MAX_BYTES) throw new UserError({ subject: from, message: 'is no install manifest: it is too large' });
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
