import { didYouMean, type Problem } from '../model/errors.ts';
import type { Facts, Tier } from '../model/facts.ts';
import { fileProblems } from '../model/issues.ts';
import type { RuleSettings } from '../model/rule-settings.ts';
import * as z from '../model/z.ts';
import type { Severity } from './finding.ts';
import type { Rule } from './rule.ts';

/** A rule as an environment of one tier applies it. */
export interface AppliedRule {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a repository says of rules. */
export interface RuleOptions {
  readonly settings: RuleSettings;
  /**
   * The version of Stele whose rules are errors: an error of a later rule is a warning.
   * @default all rules count in full
   */
  readonly rulesSince?: string | undefined;
}

/**
 * The rules that apply in a tier, with severities and parameters; what is switched off is left out.
 *
 * @param facts of the cluster, where they are known
 */
export function applyRules(
  rules: readonly Rule[],
  { settings, rulesSince }: RuleOptions,
  tier: Tier,
  facts?: Facts,
): AppliedRule[] {
  return rules.flatMap((rule) => {
    const general = settings[rule.id];
    const special = general?.tiers?.[tier];
    const chosen = special?.severity ?? general?.severity ?? defaultSeverity(rule, rulesSince);
    if (chosen === 'off') return [];
    const told = facts === undefined ? {} : rule.factParameters?.(facts);
    const parameters = parametersOf(rule, { ...general?.parameters, ...special?.parameters, ...told });
    return [{ rule, severity: chosen, parameters: parameters.success ? parameters.data : {} }];
  });
}

/** What is wrong with the settings: rules that do not exist, parameters that a rule does not take. */
export function settingProblems(file: string, rules: readonly Rule[], settings: RuleSettings): Problem[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return Object.entries(settings).flatMap(([id, { parameters, tiers }]) => {
    const rule = byId.get(id);
    if (rule === undefined) {
      const message = `no rule has this id${didYouMean(id, byId.keys())}; \`stele explain\` lists them`;
      return [{ subject: `${file}: rules.${id}`, message }];
    }
    const given = [
      { place: 'parameters', values: parameters },
      ...Object.entries(tiers ?? {}).map(([tier, one]) => ({
        place: `tiers.${tier}.parameters`,
        values: one?.parameters,
      })),
    ];
    return given.flatMap(({ place, values }) => {
      const parsed = parametersOf(rule, values ?? {});
      if (parsed.success) return [];
      const problems = fileProblems(file, rule.parameters ?? NO_PARAMETERS, values, parsed.error);
      return problems.map(({ subject, message }) => ({
        subject: subject.replace(`${file}: `, `${file}: rules.${id}.${place}.`),
        message,
      }));
    });
  });
}

function defaultSeverity({ severity, since }: Rule, rulesSince: string | undefined): Severity {
  const later = rulesSince !== undefined && isLater(since, rulesSince);
  return later && severity === 'error' ? 'warning' : severity;
}

/** Whether one version of numbers and dots comes after another. */
function isLater(one: string, other: string): boolean {
  const [left, right] = [one, other].map((version) => version.split('.').map(Number));
  const index = [0, 1, 2].find((part) => left?.[part] !== right?.[part]);
  return index !== undefined && (left?.[index] ?? 0) > (right?.[index] ?? 0);
}

function parametersOf(rule: Rule, values: Readonly<Record<string, unknown>>) {
  return (rule.parameters ?? NO_PARAMETERS).safeParse(values);
}

const NO_PARAMETERS = z.object({});
