import type { ImageVersion } from '../../../model/image.ts';
import { type Context, defineCommand } from '../../command.ts';
import { format } from '../../format.ts';
import { resolveRing } from '../../place.ts';
import { table } from '../../table.ts';
import { type Span, styled } from '../../terminal.ts';
import { versionText } from '../../version-text.ts';

/** `stele images list`: what the locks say, and what runs it. */
export const command = defineCommand({
  name: 'list',
  summary: 'List the image versions of each ring, and the stacks that run them',
  arguments: {
    place: {
      count: 'optional',
      description: 'an environment or one ring of it: <env>[/ring-<n>]; all environments when left out',
      complete: 'ring',
    },
  },
  options: { format },
  examples: [
    { command: 'stele images list', does: 'lists the images of every environment' },
    { command: 'stele images list prod/ring-0', does: 'lists those of one ring' },
  ],
  json: `{
  version: 1;
  rings: {
    environment: string;
    ring: number;
    // tag and digest are null where a stack runs an image that the lock gives no version of
    images: { repository: string; tag: string | null; digest: string | null; stacks: string[] }[];
  }[];
}`,
  async run({ args, options, cwd, out }) {
    const rings = await readRings(cwd, args.place);
    if (options.format === 'json') out.json({ version: 1, rings });
    else printTable(rings, out);
    return 0;
  },
});

interface RingReport {
  readonly environment: string;
  readonly ring: number;
  readonly images: readonly ({ readonly repository: string; readonly stacks: readonly string[] } & (
    | ImageVersion
    | { readonly tag: null; readonly digest: null }
  ))[];
}

async function readRings(cwd: string, text: string | undefined): Promise<RingReport[]> {
  const { findRoot } = await import('../../../pipeline/find-root.ts');
  const { loadFleet } = await import('../../../pipeline/load.ts');
  const { imagesRunIn, ringsOf } = await import('../../../pipeline/images/ring-images.ts');
  const { lockRing } = await import('../../../model/lock.ts');
  const fleet = await loadFleet(findRoot(cwd), { completeLocks: false });
  const place = text === undefined ? undefined : await resolveRing(fleet, text);
  const environments = place === undefined ? fleet.environments : [place.environment];
  return environments.flatMap((environment) =>
    ringsOf(environment)
      .filter((ring) => place?.ring === undefined || place.ring === ring)
      .map((ring) => {
        const { images } = lockRing(environment.lock, ring);
        const run = imagesRunIn(environment, ring);
        const repositories = [...new Set([...Object.keys(images), ...run.keys()])].sort();
        return {
          environment: environment.name,
          ring,
          images: repositories.map((repository) => ({
            repository,
            ...(images[repository] ?? { tag: null, digest: null }),
            stacks: run.get(repository) ?? [],
          })),
        };
      }),
  );
}

function printTable(rings: readonly RingReport[], out: Context['out']): void {
  const rows = rings.flatMap(({ environment, ring, images }) =>
    images.map(({ repository, stacks, ...version }): Span[] => [
      `${environment}/ring-${ring}`,
      repository,
      version.tag === null ? styled('red', 'no version') : versionText(version),
      stacks.length === 0 ? styled('yellow', 'no stack') : stacks.join(', '),
    ]),
  );
  for (const line of table(['RING', 'IMAGE', 'VERSION', 'STACKS'], rows)) out.line(...line);
}
