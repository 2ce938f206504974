import { didYouMean, UserError } from '../model/errors.ts';
import type { Playground, PlaygroundName } from '../tools/cluster/playground/state.ts';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const NAME = new RegExp(`^(${LABEL})/(${LABEL})/?$`);

/**
 * Reads `<env>/<cluster>`, without looking at the repository: what it was rendered from may be broken, or gone.
 *
 * @throws UserError when it is something else
 */
export function playgroundName(text: string): PlaygroundName {
  const [, environment, cluster] = NAME.exec(text) ?? [];
  if (environment === undefined || cluster === undefined) {
    throw new UserError({ subject: text, message: 'names no cluster; write <env>/<cluster>, such as dev/dev-1' });
  }
  return { environment, cluster };
}

/** `dev/dev-1 is not running (did you mean "…"?)`, with the nearest of those that are. */
export function notRunning(text: string, playgrounds: readonly Playground[]): string {
  return `${text} is not running${didYouMean(text, playgrounds.map(playgroundText))}`;
}

/** A playground as it is written on a command line; its folder where nothing else is known of it. */
export function playgroundText({ record, folder }: Playground): string {
  return record === undefined ? folder : `${record.environment}/${record.cluster}`;
}
