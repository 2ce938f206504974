import { rootAround } from '../find-root.ts';
import { loadConfig } from '../load-config.ts';
import { loadRules, ownRules, type RuleSet } from './rules.ts';

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
