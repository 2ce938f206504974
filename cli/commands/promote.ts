import type { Move, Promotion } from '../../pipeline/images/promotion.ts';
import { type Context, defineCommand } from '../command.ts';
import { format } from '../format.ts';
import { resolveRing } from '../place.ts';
import { table } from '../table.ts';
import { styled } from '../terminal.ts';
import { versionText } from '../version-text.ts';

/** `stele promote`: moves image digests from one ring to the next. */
export const command = defineCommand({
  name: 'promote',
  summary: 'Move the image versions of a ring to the next ring or environment',
  details: [
    'Moves the versions of the images that the stacks of both rings run, in the lock of the target. A source without a ring means its last ring: what is fully rolled out. A target without a ring means its first ring that runs other versions.',
    'A version goes through every ring of the order that promoteFrom and the numbers of rings give; what would skip one is refused.',
  ],
  arguments: {
    source: { count: 'one', description: 'where the versions come from: <env>[/ring-<n>]', complete: 'ring' },
    target: { count: 'one', description: 'where they go: <env>[/ring-<n>]', complete: 'ring' },
  },
  options: {
    'dry-run': { kind: 'flag', description: 'show what would move, and write nothing' },
    'skip-rings': { kind: 'flag', description: 'let versions skip rings and environments' },
    format,
  },
  examples: [
    { command: 'stele promote staging prod', does: 'moves what staging has rolled out to the next ring of prod' },
    { command: 'stele promote prod/ring-0 prod/ring-1', does: 'moves on inside prod' },
    { command: 'stele promote staging prod --dry-run', does: 'shows what would move' },
  ],
  json: `{
  version: 1;
  source: string;
  target: string;
  dryRun: boolean;
  moved: { repository: string; old: { tag: string; digest: string } | null; new: { tag: string; digest: string } }[];
  // repositories that the target runs and the source does not
  left: string[];
}`,
  async run({ args, options, cwd, out, err }) {
    const { findRoot } = await import('../../pipeline/find-root.ts');
    const { loadFleet } = await import('../../pipeline/load.ts');
    const { placeName, planPromotion } = await import('../../pipeline/images/promotion.ts');
    const fleet = await loadFleet(findRoot(cwd), { completeLocks: false });
    const promotion = planPromotion(fleet.environments, {
      source: await resolveRing(fleet, args.source),
      target: await resolveRing(fleet, args.target),
      skipRings: options['skip-rings'],
    });
    const source = placeName(promotion.source);
    const target = placeName(promotion.target);
    if (options.format === 'json') out.json(jsonReport(promotion, source, target, options['dry-run']));
    else printTable(promotion.moves, out);
    for (const repository of promotion.left) {
      err.line(styled('yellow', 'warning: '), `${target} keeps its ${repository}: no stack of ${source} runs it`);
    }
    if (!options['dry-run']) await write(fleet.root, promotion);
    err.line(summary(promotion.moves.length, source, target, options['dry-run']));
    return 0;
  },
});

function jsonReport({ moves, left }: Promotion, source: string, target: string, dryRun: boolean): object {
  return {
    version: 1,
    source,
    target,
    dryRun,
    moved: moves.map((move) => ({ repository: move.repository, old: move.old ?? null, new: move.new })),
    left,
  };
}

function printTable(moves: readonly Move[], out: Context['out']): void {
  if (moves.length === 0) return;
  const rows = moves.map((move) => [
    move.repository,
    move.old === undefined ? styled('dim', 'none') : styled('red', versionText(move.old)),
    '→',
    styled('green', versionText(move.new)),
  ]);
  for (const line of table(['IMAGE', 'OLD', '', 'NEW'], rows)) out.line(...line);
}

async function write(root: string, { target, moves }: Promotion): Promise<void> {
  const { lockRing, withRingImages } = await import('../../model/lock.ts');
  const { writeLock } = await import('../../pipeline/images/lock-file.ts');
  if (moves.length === 0) return;
  const { lock, name } = target.environment;
  const moved = Object.fromEntries(moves.map((move) => [move.repository, move.new]));
  const images = { ...lockRing(lock, target.ring).images, ...moved };
  writeLock(root, name, withRingImages(lock, target.ring, images));
}

function summary(count: number, source: string, target: string, dryRun: boolean): string {
  if (count === 0) return `nothing to move: ${target} has the versions of ${source}`;
  const images = count === 1 ? '1 image' : `${count} images`;
  return dryRun
    ? `${images} would move from ${source} to ${target}`
    : `${images} moved from ${source} to ${target}; next: stele synth ${target}`;
}
