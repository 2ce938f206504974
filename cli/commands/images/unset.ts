import { didYouMean, type Problem, throwIfAny, UserError } from '../../../model/errors.ts';
import { defineCommand } from '../../command.ts';
import { resolveRing } from '../../place.ts';

/** `stele images unset`: takes one image out of the lock. */
export const command = defineCommand({
  name: 'unset',
  summary: 'Remove an image that no stack runs any more from the lock',
  details: ['Without a ring, it is removed from every ring of the environment.'],
  arguments: {
    place: { count: 'one', description: 'an environment or one ring of it: <env>[/ring-<n>]', complete: 'ring' },
    repository: { count: 'one', description: 'the image, without tag or digest', complete: 'repository' },
  },
  options: {},
  examples: [
    { command: 'stele images unset prod ghcr.io/stefanprodan/podinfo', does: 'removes podinfo from the lock of prod' },
  ],
  async run({ args: { place, repository }, cwd, err }) {
    const { lockRing, withRingImages } = await import('../../../model/lock.ts');
    const { findRoot } = await import('../../../pipeline/find-root.ts');
    const { loadFleet } = await import('../../../pipeline/load.ts');
    const { writeLock } = await import('../../../pipeline/images/lock-file.ts');
    const { imagesRunIn } = await import('../../../pipeline/images/ring-images.ts');
    const fleet = await loadFleet(findRoot(cwd), { completeLocks: false });
    const { environment, ring } = await resolveRing(fleet, place);
    const asked = ring === undefined ? Object.keys(environment.lock.rings).map(Number) : [ring];
    const having = asked.filter((number) => Object.hasOwn(lockRing(environment.lock, number).images, repository));
    if (having.length === 0) {
      const known = asked.flatMap((number) => Object.keys(lockRing(environment.lock, number).images));
      throw new UserError({
        subject: place,
        message: `the lock has no ${repository}${didYouMean(repository, known)}; see stele images list ${place}`,
      });
    }
    const problems: Problem[] = having.flatMap((number) =>
      (imagesRunIn(environment, number).get(repository) ?? []).map((stack) => ({
        subject: `${environment.name}/ring-${number}`,
        message: `stack ${stack} runs ${repository}; remove the stack from ${environment.file} first`,
      })),
    );
    throwIfAny(problems);

    let lock = environment.lock;
    for (const number of having) {
      const { [repository]: _removed, ...kept } = lockRing(lock, number).images;
      lock = withRingImages(lock, number, kept);
      err.line(`${environment.name}/ring-${number}: removed ${repository}`);
    }
    writeLock(fleet.root, environment.name, lock);
    return 0;
  },
});
