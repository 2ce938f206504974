import { type Problem, throwIfAny, UserError } from '../../model/errors.ts';
import type { ImageVersion } from '../../model/image.ts';
import { lockRing } from '../../model/lock.ts';
import type { Environment } from '../../model/resolved.ts';
import { imagesRunIn, ringsOf } from './ring-images.ts';

/** A ring of an environment. */
export interface Place {
  readonly environment: Environment;
  readonly ring: number;
}

export interface PromotionRequest {
  /** Without a ring: the last ring of the environment, which is what it has fully rolled out. */
  readonly source: Omit<Place, 'ring'> & { readonly ring: number | undefined };
  /** Without a ring: the first ring that runs other versions than the source. */
  readonly target: Omit<Place, 'ring'> & { readonly ring: number | undefined };
  /** Whether versions may come to the target without having been in the rings before it. */
  readonly skipRings: boolean;
}

/** An image that changes its version in the target. */
export interface Move {
  readonly repository: string;
  /** Undefined when the target had no version of it yet. */
  readonly old: ImageVersion | undefined;
  readonly new: ImageVersion;
}

export interface Promotion {
  readonly source: Place;
  readonly target: Place;
  /** In the order of repositories. */
  readonly moves: readonly Move[];
  /** Repositories that the target runs and the source does not: their versions stay. */
  readonly left: readonly string[];
}

/** `<environment>/ring-<n>` */
export function placeName({ environment, ring }: Place): string {
  return `${environment.name}/ring-${ring}`;
}

/**
 * What a promotion moves: the versions of the images that both the source's and the target's stacks run.
 *
 * @throws UserError when the source is not before the target, or a version has not been everywhere in between
 */
export function planPromotion(environments: readonly Environment[], request: PromotionRequest): Promotion {
  const source = sourceOf(request);
  const target = targetOf(request, source);
  const moves = movesBetween(source, target);
  if (!request.skipRings) checkOrder(environments, source, target, moves);
  const offered = versionsRunIn(source);
  const left = [...imagesRunIn(target.environment, target.ring).keys()].filter(
    (repository) => !offered.has(repository),
  );
  return { source, target, moves, left };
}

function sourceOf({ source, target }: PromotionRequest): Place {
  const { environment, ring } = source;
  if (ring === undefined && environment === target.environment) {
    throw new UserError({
      subject: environment.name,
      message: `is both source and target; name the rings, for example ${environment.name}/ring-${ringsOf(environment)[0]}`,
    });
  }
  const place = { environment, ring: ring ?? ringsOf(environment).at(-1) ?? 0 };
  if (environment === target.environment && place.ring === target.ring) {
    throw new UserError({ subject: placeName(place), message: 'is both source and target; name another ring' });
  }
  return place;
}

function targetOf({ target: { environment, ring } }: PromotionRequest, source: Place): Place {
  if (ring !== undefined) return { environment, ring };
  const later = ringsOf(environment).filter((number) => environment !== source.environment || number > source.ring);
  const places = later.map((number) => ({ environment, ring: number }));
  const last = places.at(-1);
  if (last === undefined) {
    throw new UserError({
      subject: placeName(source),
      message: `is the last ring of ${environment.name}; name another target`,
    });
  }
  return places.find((place) => movesBetween(source, place).length > 0) ?? last;
}

function movesBetween(source: Place, target: Place): Move[] {
  const offered = versionsRunIn(source);
  const { images } = lockRing(target.environment.lock, target.ring);
  return [...imagesRunIn(target.environment, target.ring).keys()].flatMap((repository) => {
    const version = offered.get(repository);
    const old = Object.hasOwn(images, repository) ? images[repository] : undefined;
    return version === undefined || same(old, version) ? [] : [{ repository, old, new: version }];
  });
}

/** The versions of a ring that its stacks run: what else its lock holds has been tried nowhere. */
function versionsRunIn({ environment, ring }: Place): ReadonlyMap<string, ImageVersion> {
  const run = imagesRunIn(environment, ring);
  return new Map(Object.entries(lockRing(environment.lock, ring).images).filter(([repository]) => run.has(repository)));
}

function same(a: ImageVersion | undefined, b: ImageVersion): boolean {
  return a?.tag === b.tag && a.digest === b.digest;
}

function checkOrder(environments: readonly Environment[], source: Place, target: Place, moves: readonly Move[]): void {
  const before = placesBefore(environments, target);
  const at = before.findIndex((place) => placeName(place) === placeName(source));
  const [previous] = before;
  if (at < 0) {
    const order = [...before].reverse().concat(target).map(placeName).join(' → ');
    throw new UserError({
      subject: placeName(target),
      message:
        previous === undefined
          ? `nothing is promoted to it: ${target.environment.file} names no promoteFrom; set one, or give --skip-rings`
          : `does not get its images from ${placeName(source)}; the order is ${order}; promote from ${placeName(previous)}, or give --skip-rings`,
    });
  }
  const problems = moves.flatMap((move) => before.slice(0, at).flatMap((place) => skipped(move, place, target)));
  throwIfAny(problems);
}

/** The places that a version passes on its way to a place, the nearest first. */
function placesBefore(environments: readonly Environment[], target: Place): Place[] {
  const byName = new Map(environments.map((environment) => [environment.name, environment]));
  const places: Place[] = [];
  const seen = new Set<Environment>();
  let environment: Environment | undefined = target.environment;
  while (environment !== undefined && !seen.has(environment)) {
    const current: Environment = environment;
    seen.add(current);
    const rings = ringsOf(current).filter((ring) => current !== target.environment || ring < target.ring);
    places.push(...[...rings].reverse().map((ring) => ({ environment: current, ring })));
    environment = current.promoteFrom === undefined ? undefined : byName.get(current.promoteFrom);
  }
  return places;
}

/** A place in between that runs the image in another version has not tried the one that moves. */
function skipped(move: Move, place: Place, target: Place): Problem[] {
  if (!imagesRunIn(place.environment, place.ring).has(move.repository)) return [];
  const current = versionsRunIn(place).get(move.repository);
  if (same(current, move.new)) return [];
  return [
    {
      subject: placeName(target),
      message: `${move.repository} ${move.new.tag} would skip ${placeName(place)}, which has ${current?.tag ?? 'no version of it'}; promote to ${placeName(place)} first, or give --skip-rings`,
    },
  ];
}
