import { Environment } from '@marcbachmann/cel-js';
import type { AdmissionRule, Offence, PodSecurityStandard } from '../rule.ts';
import type { AdmissionItem, AdmissionObject } from './admission-object.ts';

/** A rule, parsed for given parameters. */
export type AdmissionCheck = (object: AdmissionObject) => readonly Offence[];

/** What CEL rules are parsed by: rules name `variables` and `it`, and nothing else. */
export function celEnvironment(): Environment {
  return new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: true })
    .registerVariable('variables', 'map')
    .registerVariable('it', 'dyn');
}

/**
 * Parses a rule's expressions.
 *
 * @param standard what the Pod Security Standards ask for, instead of what the rule asks for
 * @throws Error of the evaluator when the text is no CEL
 */
export function admissionCheck(
  environment: Environment,
  rule: AdmissionRule,
  parameters: Readonly<Record<string, unknown>>,
  standard?: PodSecurityStandard,
): AdmissionCheck {
  const text = admissionText(rule, parameters, standard);
  const { each } = text;
  const offends = environment.parse(offenceText(text));
  // an error denies, as in the cluster
  const fails = (context: Readonly<Record<string, unknown>>) => {
    try {
      return offends(context) !== false;
    } catch {
      return true;
    }
  };

  return (object) => {
    const { variables, whole, lists } = object;
    if (each === undefined) return fails({ variables }) ? offences(rule, parameters, whole, object) : NOTHING;
    let found = NOTHING;
    for (const item of lists[each]) {
      if (fails({ variables, it: item.value })) found = [...found, ...offences(rule, parameters, item, object)];
    }
    return found;
  };
}

/** The CEL text of a rule for given parameters. */
export interface AdmissionText {
  readonly each: AdmissionRule['each'];
  readonly when: string | undefined;
  readonly require: string;
}

/** The CEL text of a rule for given parameters, or of what the Pod Security Standards ask for. */
export function admissionText(
  rule: AdmissionRule,
  parameters: Readonly<Record<string, unknown>>,
  standard?: PodSecurityStandard,
): AdmissionText {
  const text = (cel: string | ((values: Readonly<Record<string, unknown>>) => string)) =>
    (typeof cel === 'function' ? cel(parameters) : cel).trim();
  const when = standard?.when ?? (standard?.require === undefined ? rule.when : undefined);
  return {
    each: standard?.each ?? rule.each,
    when: when === undefined ? undefined : text(when),
    require: text(standard?.require ?? rule.require),
  };
}

/** CEL that is true for what breaks a rule. */
export function offenceText({ when, require }: AdmissionText): string {
  return when === undefined ? `!(${require})` : `(${when}) && !(${require})`;
}

const NOTHING: readonly Offence[] = [];

function offences(
  rule: AdmissionRule,
  parameters: Readonly<Record<string, unknown>>,
  { raw, title, pointer }: AdmissionItem,
  { pod }: AdmissionObject,
): Offence[] {
  const message = `${title} ${rule.message}`;
  const told = typeof rule.at === 'function' ? rule.at(raw, parameters, pod) : (rule.at ?? '');
  const places = typeof told === 'string' ? [told] : told;
  // a function that cannot tell still leaves a finding
  if (places.length === 0) return [{ pointer, message }];
  return places.map((place) => ({ pointer: placed(pointer, place), message }));
}

function placed(base: string, place: string): string {
  return place.startsWith('../') ? `${base.slice(0, base.lastIndexOf('/'))}${place.slice(2)}` : `${base}${place}`;
}
