import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Config } from '../model/config.ts';
import { type EnvironmentDefinition, isEnvironmentDefinition } from '../model/environment.ts';
import { environmentSchema } from '../model/environment-schema.ts';
import { type Problem, throwIfAny } from '../model/errors.ts';
import { fileProblems } from '../model/issues.ts';
import { EMPTY_LOCK } from '../model/lock.ts';
import { checkEnvironments, resolveEnvironment } from '../model/resolve.ts';
import type { Environment } from '../model/resolved.ts';
import { isStackDefinition, type Stack } from '../model/stack.ts';
import { loadRules, type RuleSet } from './check/rules.ts';
import { readLock } from './images/lock-file.ts';
import { importModule } from './import-module.ts';
import { type ConfigOptions, loadConfig } from './load-config.ts';

/** What a platform repository deploys where, loaded and checked. */
export interface Fleet {
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
}

/** A platform repository, loaded and checked: its fleet, and the rules that it is judged by. */
export interface Project extends Fleet {
  readonly rules: RuleSet;
}

export interface LoadOptions extends ConfigOptions {
  /**
   * Whether a lock that lacks an image is a problem: not for those who are about to complete it.
   * @default true
   */
  readonly completeLocks?: boolean;
}

/**
 * Loads settings, stacks, environments, locks and rules: the only step that reads source.
 *
 * @throws UserError with every problem found
 */
export async function loadProject(root: string, options: LoadOptions = {}): Promise<Project> {
  const fleet = await loadFleet(root, options);
  return { ...fleet, rules: await loadRules(root, fleet.config) };
}

/**
 * Loads all but the rules, for those who neither render nor check: there are many, each in a file of its own.
 *
 * @throws UserError with every problem found
 */
export async function loadFleet(root: string, options: LoadOptions = {}): Promise<Fleet> {
  const problems: Problem[] = [];
  const { config, writtenConfig } = await loadConfig(root, options, problems);
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
  return { root, config, writtenConfig, sources, environments };
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
