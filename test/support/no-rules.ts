import type { RuleSet } from '../../pipeline/check/rules.ts';

/** For projects that are made by hand to look at something else. */
export const NO_RULES: RuleSet = { rules: [], options: { settings: {} } };
