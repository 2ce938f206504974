import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as z from 'zod';
import { UserError } from '../../../model/errors.ts';
import { errorCode } from '../../../pipeline/write/disk.ts';
import { PROCESSES_FILE } from '../keeper-messages.ts';
import { identityOf, isRunning, type ProcessIdentity } from '../process-identity.ts';

/** The cluster that a playground stands for. */
export interface PlaygroundName {
  readonly environment: string;
  readonly cluster: string;
}

const identity = z.object({ pid: z.int().min(2), started: z.string().min(1) });

const recordSchema = z.object({
  version: z.literal(2),
  environment: z.string(),
  cluster: z.string(),
  /** The repository that it is rendered from. */
  root: z.string(),
  /** When it was started, as ISO 8601. */
  since: z.iso.datetime(),
  /** Versions of what runs, such as `v1.36.1`. */
  kubernetes: z.string(),
  argocd: z.string(),
  /** Definitions of custom resources that it was given, by the names of `CustomResources`. */
  customResources: z.array(z.string()),
  /** The command that is starting it; null when it has been started. */
  starter: identity.nullable(),
});

const processesSchema = z.object({ keeper: identity, children: z.array(identity) });

/** What a playground says of itself, in its folder. */
export type PlaygroundRecord = Readonly<z.infer<typeof recordSchema>>;

/** A playground as it is found on disk. */
export interface Playground {
  readonly folder: string;
  /** Undefined when it cannot be read: then it is not running either. */
  readonly record: PlaygroundRecord | undefined;
  readonly state: 'starting' | 'running' | 'ended';
}

const RECORD_FILE = 'playground.json';
const CLAIM = /^\.claim-(\d+)$/;

/** Where the playgrounds of this user are: `${XDG_STATE_HOME:-~/.local/state}/stele/clusters`. */
export function playgroundsFolder(env: NodeJS.ProcessEnv = process.env): string {
  const { XDG_STATE_HOME: home = '' } = env;
  // https://specifications.freedesktop.org/basedir-spec/latest/: relative paths are to be ignored
  return join(isAbsolute(home) ? home : join(homedir(), '.local', 'state'), 'stele', 'clusters');
}

// sun_path is 104 bytes on macOS and 108 on Linux; Argo CD makes sockets this deep in the folder
const MAX_PATH = 104 - 'argocd/ask-pass.sock'.length - 2;
// what Git, shells and settings take without quotes
const PLAIN_PATH = /^[A-Za-z0-9/._~+@,-]+$/;
const MAX_NAME = 40;

/**
 * The folder of a playground.
 *
 * @throws UserError when what runs in it could not work there
 */
export function playgroundFolder({ environment, cluster }: PlaygroundName, parent = playgroundsFolder()): string {
  const name = `${environment}.${cluster}`;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 10);
  const folder = join(parent, name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 11)}~${hash}`);
  const problem = PLAIN_PATH.test(folder)
    ? Buffer.byteLength(folder) > MAX_PATH && `is ${Buffer.byteLength(folder)} bytes long, over ${MAX_PATH}`
    : 'holds characters other than letters, digits and /._~+@,-';
  if (problem === false) return folder;
  throw new UserError({ subject: folder, message: `${problem}; set XDG_STATE_HOME to another folder` });
}

/** The playground of a cluster, if there is one. */
export function findPlayground(name: PlaygroundName): Playground | undefined {
  const folder = playgroundFolder(name);
  return listPlaygrounds().find((one) => one.folder === folder);
}

/** All playgrounds of this user. Claims that were never made good are removed. */
export function listPlaygrounds(parent = playgroundsFolder()): readonly Playground[] {
  return namesIn(parent).flatMap((name) => {
    const folder = join(parent, name);
    const claimant = CLAIM.exec(name)?.[1];
    if (claimant === undefined) return name.startsWith('.') ? [] : [readPlayground(folder)];
    if (identityOf(Number(claimant)) === undefined) rmSync(folder, { recursive: true, force: true });
    return [];
  });
}

/** Takes the folder of a playground; false when somebody else was faster. */
export function claimPlayground(folder: string, record: PlaygroundRecord): boolean {
  const claim = join(folder, '..', `.claim-${process.pid}`);
  rmSync(claim, { recursive: true, force: true });
  mkdirSync(claim, { recursive: true, mode: 0o700 });
  try {
    writeRecord(claim, record);
    // a folder that is renamed replaces none but an empty one
    renameSync(claim, folder);
    return true;
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
    return false;
  } finally {
    rmSync(claim, { recursive: true, force: true });
  }
}

export function writeRecord(folder: string, record: PlaygroundRecord): void {
  const file = join(folder, RECORD_FILE);
  writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The processes of a playground: the keeper of all, and the others, some of which may have ended. */
export function processesOf(folder: string): {
  readonly keeper: ProcessIdentity | undefined;
  readonly children: readonly ProcessIdentity[];
} {
  const read = processesSchema.safeParse(readJson(join(folder, PROCESSES_FILE)));
  return read.success ? read.data : { keeper: undefined, children: [] };
}

function readPlayground(folder: string): Playground {
  const read = recordSchema.safeParse(readJson(join(folder, RECORD_FILE)));
  const record = read.success ? read.data : undefined;
  return { folder, record, state: stateOf(folder, record) };
}

function stateOf(folder: string, record: PlaygroundRecord | undefined): Playground['state'] {
  if (record === undefined) return 'ended';
  if (record.starter !== null) return isRunning(record.starter) ? 'starting' : 'ended';
  const { keeper } = processesOf(folder);
  return keeper !== undefined && isRunning(keeper) ? 'running' : 'ended';
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return [];
  }
}
