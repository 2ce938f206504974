import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import type { Project } from '../load.ts';
import { onDisk } from '../write/disk.ts';
import { headerSource } from '../write/header.ts';
import type { TreeDifference } from '../write/tree.ts';
import { codeowners } from './owners.ts';

/** Where GitHub, GitLab and Gitea look for it. */
const FILE = 'CODEOWNERS';

/** The file of code owners: the one file that is rendered outside of `manifests/`. */
export interface OwnersFile {
  compare(): TreeDifference['differs'];
  /** Writes it if it has to be written; returns what was written. */
  write(): readonly string[];
}

/** @throws UserError when the file that is there is not Stele's */
export function ownersFile(project: Project): OwnersFile {
  const path = join(project.root, FILE);
  // a rendering for another repository does not change who owns this one
  const text = codeowners(project.writtenConfig ?? project.config, project.sources);
  const disk = readText(path);
  if (disk !== undefined && headerSource(disk) === undefined) {
    throw new UserError({
      subject: FILE,
      message: `does not begin with the line that makes it Stele's; move what it says to owners in stele.config.ts, and delete it`,
    });
  }
  const why = disk === undefined ? 'is missing' : 'differs';
  return {
    compare: () => (disk === text ? [] : [{ path: FILE, why }]),
    write: () => {
      if (disk === text) {
        // of a run that was killed, and whose change was taken back
        onDisk(FILE, () => rmSync(temporaryOf(path), { force: true }));
        return [];
      }
      replace(path, text);
      return [FILE];
    },
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function replace(path: string, text: string): void {
  const temporary = temporaryOf(path);
  onDisk(FILE, () => {
    try {
      writeFileSync(temporary, text, { flush: true });
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

/** One name for all runs, so that what a killed one leaves is overwritten by the next. */
function temporaryOf(path: string): string {
  return `${path}.tmp`;
}
