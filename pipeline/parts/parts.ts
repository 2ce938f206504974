import { didYouMean, UserError } from '../../model/errors.ts';
import type { ClusterModel, Environment } from '../../model/resolved.ts';
import type { Fleet } from '../load.ts';

/** A part of the fleet, as `<env>[/<ring-n or cluster>[/<stack>]]` names it. */
export interface Part {
  readonly environment: Environment;
  /** The clusters meant: all of the environment when no ring or cluster was named. */
  readonly clusters: readonly ClusterModel[];
  /** The ring, where one was named. */
  readonly ring: number | undefined;
  /** The cluster, where one was named. */
  readonly cluster: ClusterModel | undefined;
  /** The stack, where one was named. */
  readonly stack: string | undefined;
}

/**
 * Finds what a text names.
 *
 * @throws UserError that names the nearest valid word
 */
export function resolvePart(fleet: Fleet, text: string): Part {
  const [environmentName = '', place, stack, ...rest] = text.replace(/\/$/, '').split('/');
  if (rest.length > 0 || place === '' || stack === '') {
    throw new UserError({
      subject: text,
      message: 'is no part of the fleet; write <env>, <env>/<ring-n or cluster> or <env>/<ring-n or cluster>/<stack>',
    });
  }
  const environment = fleet.environments.find(({ name }) => name === environmentName);
  if (environment === undefined) {
    const names = fleet.environments.map(({ name }) => name);
    throw new UserError({
      subject: text,
      message: `there is no environment "${environmentName}"${didYouMean(environmentName, names)}; environments: ${names.join(', ')}`,
    });
  }
  const chosen = choosePlace(environment, place, text);
  if (stack !== undefined) checkStack(environment, chosen.clusters, stack, text);
  return { environment, stack, ...chosen };
}

function choosePlace(
  environment: Environment,
  place: string | undefined,
  text: string,
): Pick<Part, 'clusters' | 'ring' | 'cluster'> {
  const { clusters } = environment;
  if (place === undefined) return { clusters, ring: undefined, cluster: undefined };
  const cluster = clusters.find(({ name }) => name === place);
  if (cluster !== undefined) return { clusters: [cluster], ring: undefined, cluster };
  const ring = /^ring-(0|[1-9]\d*)$/.exec(place)?.[1];
  const inRing = clusters.filter((candidate) => String(candidate.ring) === ring);
  if (ring !== undefined && inRing.length > 0) return { clusters: inRing, ring: Number(ring), cluster: undefined };
  const places = [
    ...new Set(clusters.map((candidate) => `ring-${candidate.ring}`)),
    ...clusters.map(({ name }) => name),
  ];
  throw new UserError({
    subject: text,
    message: `${environment.name} has no ring or cluster "${place}"${didYouMean(place, places)}; there are: ${places.join(', ')}`,
  });
}

function checkStack(environment: Environment, clusters: readonly ClusterModel[], stack: string, text: string): void {
  const running = environment.stacks.filter((use) => use.clusters.some((cluster) => clusters.includes(cluster)));
  const names = running.map((use) => use.stack.name);
  if (names.includes(stack)) return;
  throw new UserError({
    subject: text,
    message: `no stack "${stack}" runs there${didYouMean(stack, names)}; stacks: ${names.join(', ')}`,
  });
}
