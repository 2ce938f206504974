import { readFileSync } from 'node:fs';
import { UserError } from '../../model/errors.ts';
import * as z from '../../model/z.ts';
import type { Finding } from '../../policies/finding.ts';

const baselineSchema = z.looseObject({
  version: z.literal(1),
  findings: z.array(
    z.looseObject({
      rule: z.string(),
      object: z.looseObject({
        apiVersion: z.string(),
        kind: z.string(),
        namespace: z.string().nullable(),
        name: z.string(),
      }),
      pointer: z.string(),
      waived: z.unknown(),
    }),
  ),
});

/** What counted in an earlier report, so that only what is new does. */
export class Baseline {
  readonly #known: ReadonlySet<string>;

  /**
   * Reads a report that `stele check --format json` printed.
   *
   * @throws UserError when the file is missing or is no such report
   */
  static read(path: string, shown: string): Baseline {
    return new Baseline(parse(readText(path, shown), shown));
  }

  private constructor(known: ReadonlySet<string>) {
    this.#known = known;
  }

  /** Whether the report has it: the same rule, object and place. A line or a message that changed is the same finding. */
  has({ rule, object, pointer }: Finding): boolean {
    return this.#known.has(keyOf(rule, { ...object, namespace: object.namespace ?? null }, pointer ?? ''));
  }
}

function readText(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw error;
    throw new UserError({
      subject: shown,
      message: `cannot be read; write it with: stele check --format json > ${shown}`,
    });
  }
}

function parse(text: string, shown: string): ReadonlySet<string> {
  const report = baselineSchema.safeParse(jsonOf(text));
  if (!report.success) {
    throw new UserError({
      subject: shown,
      message: `is no report of version 1; write it with: stele check --format json > ${shown}`,
    });
  }
  // a waiver that is taken away leaves something new
  const counted = report.data.findings.filter(({ waived }) => waived === null);
  return new Set(counted.map(({ rule, object, pointer }) => keyOf(rule, object, pointer)));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The version of an API may change with the cluster; its group does not. */
function keyOf(
  rule: string,
  { apiVersion, kind, namespace, name }: { apiVersion: string; kind: string; namespace: string | null; name: string },
  pointer: string,
): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return JSON.stringify([rule, group, kind, namespace, name, pointer]);
}
