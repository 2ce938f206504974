import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../model/errors.ts';
import { ANNOTATION_WAIVE } from '../model/kube.ts';
import type { ObjectReference, WrittenWaiver } from '../policies/finding.ts';
import { referenceOf } from '../policies/judge.ts';
import { waiversOf } from '../policies/waivers.ts';
import { readObjects } from './foreign/read-objects.ts';
import { MANIFESTS } from './manifests.ts';

/** A waiver, and the object it stands on. */
export interface ListedWaiver extends WrittenWaiver {
  readonly object: ObjectReference;
  /** Relative to the root of the repository. */
  readonly file: string;
  /** From the day of the question to its last day; negative when that has passed. */
  readonly daysLeft: number;
}

/**
 * Every waiver in the manifests as they stand on disk, the one that ends first in front. One that is not of the form has
 * no date to list it by: `stele check` refuses it.
 *
 * @param root of the repository
 * @param today as `YYYY-MM-DD`
 * @throws UserError when a manifest cannot be read
 */
export function listWaivers(root: string, today: string): ListedWaiver[] {
  const found = filesIn(root, MANIFESTS).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    // most files have none, and are not worth parsing
    if (!text.includes(ANNOTATION_WAIVE)) return [];
    const result = readObjects(text, file);
    if ('problem' in result) throw new UserError({ subject: file, message: result.problem });
    return result.objects.flatMap(({ object }) =>
      [...waiversOf(object).values()].flatMap((waiver) =>
        waiver === undefined
          ? []
          : [{ ...waiver, object: referenceOf(object), file, daysLeft: days(today, waiver.until) }],
      ),
    );
  });
  return found.sort((a, b) => compare(a.until, b.until) || compare(a.file, b.file) || compare(a.rule, b.rule));
}

function filesIn(root: string, folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
      .map((entry) => `${entry.parentPath.slice(root.length + 1)}/${entry.name}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const DAY = 24 * 60 * 60 * 1000;

function days(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
