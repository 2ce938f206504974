import { MANIFESTS } from '../../constructs/argocd/index.ts';
import type { Config } from '../../model/config.ts';
import { didYouMean, throwIfAny } from '../../model/errors.ts';
import type { Stack } from '../../model/stack.ts';
import { variantPath } from '../write/paths.ts';

/**
 * The text of CODEOWNERS: who has to review what. The platform team owns everything; each team owns the source of its
 * stacks and what is rendered from it. The last line that matches a file counts, so the platform team comes first.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 *
 * @param sources the source file of each stack, relative to the root of the repository
 * @throws UserError when `stele.config.ts` gives owners to a team that is none
 */
export function codeowners(
  config: Pick<Config, 'repository' | 'owners' | 'platformTeam'>,
  sources: ReadonlyMap<Stack, string>,
): string {
  checkTeams(config, sources);
  const teams = new Map<string, Set<string>>();
  for (const [stack, source] of sources) {
    for (const pattern of patternsOf(stack, source)) {
      teams.set(pattern, (teams.get(pattern) ?? new Set()).add(stack.team));
    }
  }
  const lines = [...teams].map(([pattern, owners]) => line(pattern, [...owners].sort(), config)).sort();
  return `# Rendered by Stele from stele.config.ts. Do not edit.\n\n${[line('*', [config.platformTeam], config), ...lines].join('\n')}\n`;
}

/** A stack's module, the folder of its texts beside it, and what is rendered from it in every environment. */
function patternsOf({ name }: Stack, source: string): string[] {
  const stem = source.replace(/\.[cm]?[jt]s$/, '');
  const folder = variantPath('any', 0, name, 'any').split('/')[2];
  return [
    ...(stem.endsWith('/index')
      ? [`/${literal(stem.slice(0, -'index'.length))}`]
      : [`/${literal(source)}`, `/${literal(stem)}/`]),
    `/${MANIFESTS}/*/ring-*/${folder}/`,
  ];
}

function line(pattern: string, teams: readonly string[], config: Pick<Config, 'repository' | 'owners'>): string {
  const owners = teams.flatMap((team) => ownersOf(team, config));
  return `${pattern} ${[...new Set(owners)].join(' ')}`;
}

function ownersOf(team: string, { repository, owners }: Pick<Config, 'repository' | 'owners'>): readonly string[] {
  return (Object.hasOwn(owners, team) ? owners[team] : undefined) ?? [`@${organisation(repository.url)}/${team}`];
}

/** The first part of the path: `acme` in `https://github.com/acme/platform` and in `git@github.com:acme/platform`. */
function organisation(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/]*\/|^[^/]*:/, '');
  return path.split('/')[0] ?? path;
}

/** What means something in a pattern, or ends it, taken literally. */
function literal(path: string): string {
  return path.replace(/[\s\\*?[\]#!]/g, '\\$&');
}

function checkTeams(
  { owners, platformTeam }: Pick<Config, 'owners' | 'platformTeam'>,
  sources: ReadonlyMap<Stack, string>,
): void {
  const teams = new Set([platformTeam, ...[...sources.keys()].map(({ team }) => team)]);
  throwIfAny(
    Object.keys(owners)
      .filter((team) => !teams.has(team))
      .map((team) => ({
        subject: `stele.config.ts: owners.${team}`,
        message: `no stack belongs to team "${team}"${didYouMean(team, teams)}; teams: ${[...teams].sort().join(', ')}`,
      })),
  );
}
