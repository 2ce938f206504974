import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { ANNOTATION_WAIVE } from '../../model/kube.ts';
import type { ObjectReference, WrittenWaiver } from '../../policies/finding.ts';
import { referenceOf } from '../../policies/judge.ts';
import { podWaiversOf, waiversOf } from '../../policies/waivers.ts';
import { MANIFESTS } from '../manifests.ts';
import { readObjects } from './foreign/read-objects.ts';

/** A waiver, and the object it stands on. */
export interface ListedWaiver extends WrittenWaiver {
  readonly object: ObjectReference;
  /** Relative to the root of the repository. */
  readonly file: string;
  /** From the day of the question to its last day; negative when that has passed. */
  readonly daysLeft: number;
}

/** A waiver that is not of the form, and so permits nothing. */
export interface MalformedWaiver {
  readonly rule: string;
  readonly object: ObjectReference;
  readonly file: string;
}

export interface WaiverList {
  /** The one that ends first in front. */
  readonly waivers: readonly ListedWaiver[];
  readonly malformed: readonly MalformedWaiver[];
}

/**
 * Every waiver in the manifests as they stand on disk.
 *
 * @param root of the repository
 * @param today as `YYYY-MM-DD`
 * @throws UserError when a manifest cannot be read
 */
export function listWaivers(root: string, today: string): WaiverList {
  const waivers: ListedWaiver[] = [];
  const malformed: MalformedWaiver[] = [];
  for (const file of filesIn(root, MANIFESTS)) {
    const text = readFileSync(join(root, file), 'utf8');
    // most files have none, and are not worth parsing
    if (!text.includes(ANNOTATION_WAIVE)) continue;
    const result = readObjects(text, file);
    if ('problem' in result) throw new UserError({ subject: file, message: result.problem });
    for (const { object } of result.objects) {
      const ofPods = podWaiversOf(object).flatMap(({ waivers: found }) => [...found]);
      for (const [rule, waiver] of new Map([...ofPods, ...waiversOf(object)])) {
        const place = { object: referenceOf(object), file };
        if (waiver === undefined) malformed.push({ rule, ...place });
        else waivers.push({ ...waiver, ...place, daysLeft: days(today, waiver.until) });
      }
    }
  }
  waivers.sort((a, b) => compare(a.until, b.until) || compare(a.file, b.file) || compare(a.rule, b.rule));
  return { waivers, malformed };
}

function filesIn(root: string, folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
      .map((entry) => `${entry.parentPath.slice(root.length + 1)}/${entry.name}`)
      .sort(compare);
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
