import { type ImageVersion, imageVersion, repositoryProblem } from './image.ts';
import * as z from './z.ts';

const ring = z.object({
  /** The commit this ring is rendered from; null means the working tree. */
  source: z
    .string()
    .regex(/^[0-9a-f]{40}$/, { error: 'is no full commit id; write 40 hexadecimal digits, or null' })
    .nullable()
    .default(null),
  images: z
    .record(
      z.string().superRefine((repository, context) => {
        const problem = repositoryProblem(repository);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      }),
      imageVersion,
    )
    .default({}),
});

/** The file `environments/<name>.lock.json`: which image digests each ring of an environment is rendered from. */
export const lockSchema = z.object({
  rings: z.record(z.string().regex(/^(0|[1-9]\d*)$/, { error: 'is no ring; use a whole number from 0' }), ring),
});

export interface LockRing {
  readonly source: string | null;
  readonly images: Readonly<Record<string, ImageVersion>>;
}

export interface Lock {
  readonly rings: Readonly<Record<string, LockRing>>;
}

export const EMPTY_LOCK: Lock = { rings: {} };

/** What a ring's lock says; an empty one when it says nothing yet. */
export function lockRing(lock: Lock, number: number): LockRing {
  const key = String(number);
  return (Object.hasOwn(lock.rings, key) ? lock.rings[key] : undefined) ?? { source: null, images: {} };
}

/** The lock with one ring's images replaced. */
export function withRingImages(lock: Lock, number: number, images: LockRing['images']): Lock {
  return { rings: { ...lock.rings, [String(number)]: { ...lockRing(lock, number), images } } };
}

/** The text of a lock file: rings by number, repositories by name, so that two people's changes merge. */
export function lockText(lock: Lock): string {
  const rings = Object.entries(lock.rings)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([number, { source, images }]) => {
      const sorted = Object.entries(images).sort(([a], [b]) => (a < b ? -1 : 1));
      const versions = sorted.map(([repository, { tag, digest }]) => [repository, { tag, digest }]);
      return [number, { source, images: Object.fromEntries(versions) }];
    });
  return `${JSON.stringify({ rings: Object.fromEntries(rings) }, null, 2)}\n`;
}
