import { existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../model/config.ts';
import { type Problem, throwIfAny } from '../../model/errors.ts';
import type { Rule } from '../../policies/rule.ts';
import { type RuleOptions, settingProblems } from '../../policies/settings.ts';
import { CONFIG_FILE } from '../find-root.ts';
import { usersRule } from './users-rule.ts';

/** The rules that a repository is judged by. */
export interface RuleSet {
  /** In the order of their ids. */
  readonly rules: readonly Rule[];
  readonly options: RuleOptions;
}

const FOLDER = new URL('../../policies/rules/', import.meta.url);
// .ts in a checkout, .js in the package, which also has declarations beside it
const EXTENSION = extname(fileURLToPath(import.meta.url));

/** Every rule of Stele's own, in the order of their ids: one file each, and no list to edit. */
export async function ownRules(): Promise<readonly Rule[]> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(EXTENSION) && !file.endsWith('.d.ts'));
  const modules = await Promise.all(files.sort().map((file) => import(new URL(file, FOLDER).href)));
  return modules.map(({ default: rule }: { readonly default: Rule }) => rule);
}

/**
 * Stele's rules and the repository's, with its settings.
 *
 * @throws UserError when a rule cannot be loaded or a setting names what does not exist
 */
export async function loadRules(root: string, config: Config): Promise<RuleSet> {
  const problems: Problem[] = [];
  const own = await ownRules();
  const users = config.ruleFolder === undefined ? [] : await usersRules(root, config.ruleFolder, own, problems);
  const rules = [...own, ...users].sort((a, b) => (a.id < b.id ? -1 : 1));
  problems.push(...settingProblems(CONFIG_FILE, rules, config.rules));
  throwIfAny(problems);
  return { rules, options: { settings: config.rules, rulesSince: config.rulesSince } };
}

async function usersRules(
  root: string,
  folder: string,
  own: readonly Rule[],
  problems: Problem[],
): Promise<readonly Rule[]> {
  const path = join(root, folder);
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    problems.push({
      subject: CONFIG_FILE,
      message: `ruleFolder: "${folder}" is no folder here; make it, or remove it`,
    });
    return [];
  }
  const taken = new Map(own.map(({ id }) => [id, 'Stele itself']));
  const rules: Rule[] = [];
  for (const name of readdirSync(path).sort()) {
    if (!/\.[cm]?[jt]s$/.test(name) || /(\.d\.[cm]?ts|\.test\.[cm]?[jt]s)$/.test(name)) continue;
    const file = `${folder}/${name}`;
    const rule = await usersRule(root, file, problems);
    if (rule === undefined) continue;
    const other = taken.get(rule.id);
    if (other !== undefined) {
      problems.push({ subject: file, message: `rule "${rule.id}" is defined by ${other} too; give it another id` });
    }
    taken.set(rule.id, file);
    rules.push(rule);
    if (rule.kind !== 'admission') continue;
    // Stele's own are proved by its tests
    const { subsetProblems } = await import('../../policies/cel/subset.ts');
    for (const { subject, message } of subsetProblems([rule])) {
      problems.push({ subject: `${file}: ${subject.slice(`${rule.id}: `.length)}`, message });
    }
  }
  return rules;
}
