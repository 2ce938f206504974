import { didYouMean, UserError } from '../../../model/errors.ts';
import type { Environment } from '../../../model/resolved.ts';
import type { Fleet } from '../../../pipeline/index.ts';
import { defineCommand } from '../../command.ts';
import { resolveRing } from '../../place.ts';
import { styled } from '../../terminal.ts';
import { versionText } from '../../version-text.ts';

/** `stele images set`: writes one version into the lock. */
export const command = defineCommand({
  name: 'set',
  summary: 'Set the version of an image in a ring',
  details: [
    'Without a ring, the version enters the first ring that runs the image, and fills the rings that have no version of it yet. Rings that run another version keep it: stele promote moves the new one on, ring by ring.',
  ],
  arguments: {
    place: { count: 'one', description: 'an environment or one ring of it: <env>[/ring-<n>]', complete: 'ring' },
    repository: { count: 'one', description: 'the image, without tag or digest', complete: 'repository' },
    version: { count: 'one', description: '<tag>@sha256:<64 hexadecimal digits>' },
  },
  options: {},
  examples: [
    {
      command: `stele images set dev ghcr.io/stefanprodan/podinfo 6.14.0@sha256:${'0123456789abcdef'.repeat(4)}`,
      does: 'makes dev run podinfo 6.14.0',
    },
  ],
  async run({ args: { place, repository, version: text }, cwd, err }) {
    const { parseImageVersion, repositoryProblem } = await import('../../../model/image.ts');
    const { lockRing, withRingImages } = await import('../../../model/lock.ts');
    const { findRoot } = await import('../../../pipeline/find-root.ts');
    const { loadFleet } = await import('../../../pipeline/load.ts');
    const { writeLock } = await import('../../../pipeline/images/lock-file.ts');
    const version = parseImageVersion(text);
    const problem = repositoryProblem(repository);
    if (problem !== undefined) throw new UserError({ subject: 'repository', message: problem });
    if (version === undefined) {
      throw new UserError({
        subject: text,
        message: `is no image version; write <tag>@sha256:<64 hexadecimal digits>; the digest is printed by: crane digest ${repository}:<tag>`,
      });
    }
    const fleet = await loadFleet(findRoot(cwd), { completeLocks: false });
    const { environment, ring } = await resolveRing(fleet, place);
    const { rings, run, known } = await choose(fleet, environment, ring, repository);
    if (!run) {
      err.line(
        styled('yellow', 'warning: '),
        `no stack of ${place} runs ${repository}${didYouMean(repository, known)}`,
      );
    }
    let lock = environment.lock;
    const moved: string[] = [];
    for (const number of rings) {
      const { images } = lockRing(lock, number);
      const old = Object.hasOwn(images, repository) ? images[repository] : undefined;
      lock = withRingImages(lock, number, { ...images, [repository]: version });
      const from = old === undefined ? '' : `${versionText(old)} → `;
      moved.push(`${environment.name}/ring-${number}: ${repository} ${from}${versionText(version)}`);
    }
    const changed = writeLock(fleet.root, environment.name, lock);
    for (const line of moved) err.line(line);
    err.line(changed ? `next: stele synth ${place}` : 'nothing changed');
    return 0;
  },
});

async function choose(fleet: Fleet, environment: Environment, ring: number | undefined, repository: string) {
  const { lockRing } = await import('../../../model/lock.ts');
  const { imagesRunIn, ringsOf } = await import('../../../pipeline/images/ring-images.ts');
  const known = new Set(
    fleet.environments.flatMap((one) => ringsOf(one).flatMap((number) => [...imagesRunIn(one, number).keys()])),
  );
  const running = ringsOf(environment).filter((number) => imagesRunIn(environment, number).has(repository));
  if (ring !== undefined) return { rings: [ring], run: running.includes(ring), known };
  const candidates = running.length > 0 ? running : ringsOf(environment);
  const rings = candidates.filter(
    (number, index) => index === 0 || !Object.hasOwn(lockRing(environment.lock, number).images, repository),
  );
  return { rings, run: running.length > 0, known };
}
