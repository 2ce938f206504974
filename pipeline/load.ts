import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Config, configSchema } from '../model/config.ts';
import { type EnvironmentDefinition, isEnvironmentDefinition } from '../model/environment.ts';
import { environmentSchema } from '../model/environment-schema.ts';
import { type Problem, throwIfAny, UserError } from '../model/errors.ts';
import { fileProblems } from '../model/issues.ts';
import { EMPTY_LOCK } from '../model/lock.ts';
import { merge } from '../model/merge.ts';
import { checkEnvironments, resolveEnvironment } from '../model/resolve.ts';
import type { Environment } from '../model/resolved.ts';
import { isStackDefinition, type Stack } from '../model/stack.ts';
import { loadRules, ownRules, type RuleSet } from './check/rules.ts';
import { CONFIG_FILE, rootAround } from './find-root.ts';
import { readLock } from './images/lock-file.ts';
import { thrownProblem } from './thrown.ts';

/** A platform repository, loaded and checked. */
export interface Project {
  /** Absolute path of the folder that holds `stele.config.ts`. */
  readonly root: string;
  readonly config: Config;
  /**
   * What `stele.config.ts` says, where the options replaced some of it.
   * @default `config`
   */
  readonly writtenConfig?: Config;
  /** In the order of their names. */
  readonly environments: readonly Environment[];
  /** The source file of each stack below `stacks/`, relative to the root. */
  readonly sources: ReadonlyMap<Stack, string>;
  readonly rules: RuleSet;
}

export interface LoadOptions {
  /** Replaces what `stele.config.ts` says. */
  readonly repository?: { readonly url?: string | undefined; readonly branch?: string | undefined };
  /**
   * Whether a lock that lacks an image is a problem: not for those who are about to complete it.
   * @default true
   */
  readonly completeLocks?: boolean;
}

/**
 * Loads settings, stacks, environments and locks: the only step that reads source.
 *
 * @throws UserError with every problem found
 */
export async function loadProject(root: string, options: LoadOptions = {}): Promise<Project> {
  const problems: Problem[] = [];
  const { config, writtenConfig } = await loadConfig(root, options, problems);
  const rules = await loadRules(root, config);
  const sources = await loadStacks(root, problems);
  // an environment that imports a stack which does not load would say the same once more
  throwIfAny(problems);
  const definitions = await loadEnvironments(root, problems);
  throwIfAny(problems);

  const environments = definitions.map(({ file, definition }) => {
    const lock = readLock(root, definition.name, problems);
    // every image of a lock that could not be read would show as missing
    const completeLock = lock !== undefined && (options.completeLocks ?? true);
    return resolveEnvironment({ definition, file, lock: lock ?? EMPTY_LOCK, sources, completeLock }, problems);
  });
  checkEnvironments(environments, problems);
  throwIfAny(problems);
  environments.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { root, config, writtenConfig, sources, environments, rules };
}

/**
 * The rules for whatever lies in a folder: with the settings of the repository around it, where there is one.
 *
 * @throws UserError when the settings are wrong
 */
export async function loadRulesNear(folder: string): Promise<RuleSet> {
  const root = rootAround(folder);
  if (root === undefined) return { rules: await ownRules(), options: { settings: {} } };
  const { config } = await loadConfig(root, {}, []);
  return loadRules(root, config);
}

async function loadConfig(
  root: string,
  { repository }: LoadOptions,
  problems: Problem[],
): Promise<{ config: Config; writtenConfig: Config }> {
  const module = await importModule(root, CONFIG_FILE, problems);
  const raw = merge(module?.default, { repository: repository ?? {} });
  const parsed = configSchema.safeParse(raw);
  if (parsed.success) {
    const config = parsed.data;
    return { config, writtenConfig: configSchema.safeParse(module?.default).data ?? config };
  }
  if (module !== undefined) problems.push(...fileProblems(CONFIG_FILE, configSchema, raw, parsed.error));
  throw new UserError(problems);
}

async function loadStacks(root: string, problems: Problem[]): Promise<Map<Stack, string>> {
  const sources = new Map<Stack, string>();
  const names = new Map<string, string>();
  for (const file of sourceFiles(root, 'stacks')) {
    const module = await importModule(root, file, problems);
    for (const value of Object.values(module ?? {})) {
      if (!isStackDefinition(value) || sources.has(value.stack)) continue;
      const { stack } = value;
      sources.set(stack, file);
      const other = names.get(stack.name);
      if (other !== undefined) {
        problems.push({
          subject: file,
          message: `stack "${stack.name}" is defined in ${other} too; give one of them another name`,
        });
      }
      names.set(stack.name, file);
    }
  }
  return sources;
}

async function loadEnvironments(
  root: string,
  problems: Problem[],
): Promise<{ file: string; definition: EnvironmentDefinition }[]> {
  const definitions = [];
  const files = sourceFiles(root, 'environments').filter((file) => file.split('/').length === 2);
  if (files.length === 0)
    problems.push({
      subject: 'environments/',
      message: 'holds no environment; write one with: stele new environment dev',
    });
  for (const file of files) {
    const module = await importModule(root, file, problems);
    if (module === undefined) continue;
    const definition = module.default;
    if (!isEnvironmentDefinition(definition)) {
      problems.push({
        subject: file,
        message: 'has no environment as its default export; write export default defineEnvironment({…})',
      });
      continue;
    }
    const shape = environmentSchema.safeParse(definition);
    if (!shape.success) {
      problems.push(...fileProblems(file, environmentSchema, definition, shape.error));
      continue;
    }
    const expected = file.slice('environments/'.length).replace(/\.[cm]?[jt]s$/, '');
    if (definition.name !== expected) {
      problems.push({
        subject: file,
        message: `name: "${definition.name}" differs from the file's; name the file environments/${definition.name}.ts or the environment "${expected}"`,
      });
    }
    definitions.push({ file, definition });
  }
  return definitions;
}

/** Modules below a folder, relative to the root with `/`, in an order that no machine changes. */
function sourceFiles(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name) && !/(\.d\.[cm]?ts|\.test\.[cm]?[jt]s)$/.test(entry.name),
    )
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !file.split('/').some((part) => part === 'node_modules' || part.startsWith('.')))
    .sort();
}

async function importModule(
  root: string,
  file: string,
  problems: Problem[],
): Promise<Record<string, unknown> | undefined> {
  const path = join(root, file);
  try {
    if (readFileSync(path, 'utf8').trim() === '') {
      problems.push({ subject: file, message: 'is empty; write what it should export, or remove it' });
      return undefined;
    }
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    problems.push(...thrownProblem(root, file, error));
    return undefined;
  }
}
