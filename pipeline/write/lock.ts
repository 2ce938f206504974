import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { errorCode, onDisk } from './disk.ts';

/** The folder that says that a run is writing. Unfinished files lie in it too, so a killed run leaves nothing else. */
const LOCK = '.stele-lock';
/** After this time without a sign of life, in milliseconds, the run is gone, whatever the process table says. */
const SILENT = 10 * 60 * 1000;
/** Time in which a run that has made the folder has also said who it is, in milliseconds: a thousandfold. */
const NAMELESS = 200;

/** The right to write into a tree. */
export interface WriteLock {
  /** A folder for unfinished files, on the same file system as the tree. */
  readonly folder: string;
  /** Shows other runs that this one goes on; so does each change directly in the folder. */
  stillThere(): void;
  release(): void;
}

/**
 * Takes the right to write into a tree. A run that was killed loses it, and what it left is removed.
 *
 * @throws UserError while another run writes there
 */
export function lockTree(root: string): WriteLock {
  const folder = join(root, LOCK);
  const subject = basename(root);
  return onDisk(subject, () => {
    mkdirSync(root, { recursive: true });
    if (!take(folder)) {
      const owner = ownerOf(folder) ?? ownerAfterAWhile(folder);
      if (owner !== undefined && isAlive(folder, owner)) {
        throw new UserError({
          subject,
          message: `process ${owner.pid} on ${owner.host} is writing here; wait until it has finished, or remove ${subject}/${LOCK} if there is none`,
        });
      }
      setAside(folder);
      if (!take(folder))
        throw new UserError({
          subject,
          message: 'another run has just begun to write here; wait until it has finished',
        });
    }
    removeRest(root);
    return {
      folder,
      stillThere() {
        const now = new Date();
        utimesSync(folder, now, now);
      },
      release: () => rmSync(folder, { recursive: true, force: true }),
    };
  });
}

interface Owner {
  readonly pid: number;
  readonly host: string;
}

function take(folder: string): boolean {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(folder, 'owner'), `${process.pid} ${hostname()}\n`);
  // what a killed run leaves must not be committed
  writeFileSync(join(folder, '.gitignore'), '*\n');
  return true;
}

function ownerOf(folder: string): Owner | undefined {
  try {
    const [pid = '', host = ''] = readFileSync(join(folder, 'owner'), 'utf8').trim().split(' ');
    return /^[1-9]\d*$/.test(pid) ? { pid: Number(pid), host } : undefined;
  } catch {
    return undefined;
  }
}

/** A run may be just between the two; one that was killed there says nothing later either. */
function ownerAfterAWhile(folder: string): Owner | undefined {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, NAMELESS);
  return ownerOf(folder);
}

function isAlive(folder: string, owner: Owner): boolean {
  const silence = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (silence > SILENT) return false;
  // a container's processes have few numbers, so the number of a killed run may well be ours
  return owner.host !== hostname() || (owner.pid !== process.pid && exists(owner.pid));
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/** Renamed first: of two runs that find it abandoned, one moves it, and the other finds nothing. */
function setAside(folder: string): void {
  const aside = `${folder}-${process.pid}`;
  try {
    rmSync(aside, { recursive: true, force: true });
    renameSync(folder, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  rmSync(aside, { recursive: true, force: true });
}

/** What a run had moved aside when it was killed, too. Only who has the lock removes it: nobody else is at work here. */
function removeRest(root: string): void {
  for (const name of readdirSync(root)) {
    if (name.startsWith(`${LOCK}-`)) rmSync(join(root, name), { recursive: true, force: true });
  }
}
