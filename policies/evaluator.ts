import type { Environment } from '@marcbachmann/cel-js';
import type { Facts, Tier } from '../model/facts.ts';
import { groupOf, type KubeObject } from '../model/kube.ts';
import { podAdmission, serviceAdmission } from './cel/admission-object.ts';
import { type AdmissionCheck, admissionCheck, celEnvironment } from './cel/evaluate-admission.ts';
import type { Severity } from './finding.ts';
import type { Places } from './graph/applications.ts';
import { Graph } from './graph/graph.ts';
import { NodeCache } from './graph/node.ts';
import { isBuiltIn } from './kind-key.ts';
import { maskedText } from './masked-text.ts';
import type { Move } from './move.ts';
import { podOf } from './pod.ts';
import { standardOf } from './pod-security.ts';
import type { MadeWorkload } from './pods/made-workload.ts';
import { madeWorkloads } from './pods/made-workloads.ts';
import { type ReloaderSettings, reloaderSettingsOf } from './pods/reloader-settings.ts';
import { valueAt } from './read.ts';
import type { GraphRule, ObjectRule, Offence, PodSecurityLevel, Rule } from './rule.ts';
import type { SchemaCatalog } from './schema/catalog.ts';
import { isDefinition } from './schema/cluster-definitions.ts';
import { type AppliedRule, applyRules, type RuleOptions } from './settings.ts';
import { shownValue } from './shown-value.ts';

/** What is evaluated together: all objects of one cluster, or all YAML that somebody points at. */
export interface EvaluatedCluster {
  readonly objects: readonly KubeObject[];
  /** Minor version, such as `1.36`. */
  readonly kubernetes: string;
  readonly tier: Tier;
  /** Whether the objects are all that the cluster will run. */
  readonly complete: boolean;
  /**
   * What is known of the cluster.
   * @default nothing
   */
  readonly facts?: Facts;
  /**
   * Where the objects stand.
   * @default nothing is known
   */
  readonly places?: Places;
  /**
   * Objects that are deleted while they change their stack, by what they are now.
   * @default none
   */
  readonly moves?: ReadonlyMap<KubeObject, Move>;
}

/** What a rule found, before waivers. */
export interface Violation {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly object: KubeObject;
  readonly pointer: string;
  readonly value: unknown;
  readonly message: string;
  readonly remedy: string;
  /**
   * Where the annotations stand that an operator gives the pods that it makes of the object, when it is them that break
   * the rule: the API server looks for waivers there.
   * @default the object itself breaks it
   */
  readonly waivedAt?: string;
}

export interface EvaluatorOptions {
  readonly rules: readonly Rule[];
  readonly options: RuleOptions;
  readonly schemas: (kubernetes: string) => SchemaCatalog;
  /**
   * Only the Pod Security rules of a level, asking for what the standards ask for.
   * @default all rules
   */
  readonly level?: PodSecurityLevel;
}

/**
 * Applies rules to clusters. What a rule says of one object is remembered for as long as the object lives: renderings
 * are shared between clusters, and looked at once per tier and Kubernetes version.
 */
export class Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #factRules: readonly Rule[];
  readonly #environment: Environment = celEnvironment();
  readonly #settings = new Map<string, PreparedRules>();
  /** Numbers of CustomResourceDefinitions and operators, to tell sets of them apart. */
  readonly #numbers = new Map<unknown, number>();
  readonly #nodes = new NodeCache();

  constructor(options: EvaluatorOptions) {
    this.#options = options;
    this.#factRules = options.rules.filter(({ factParameters }) => factParameters !== undefined);
  }

  /** Everything that rules find, in the order of objects for what looks at one object, then by rule. */
  evaluate(cluster: EvaluatedCluster): Violation[] {
    const prepared = this.#prepare(cluster);
    const single = cluster.objects.flatMap((object) => prepared.inspect(object));
    if (prepared.graphRules.length === 0) return single;
    const graph = new Graph(cluster, this.#nodes);
    const related = prepared.graphRules.flatMap(({ applied, rule }) => {
      const { complete, facts, moves = NO_MOVES } = cluster;
      const context = { ...prepared.context, parameters: applied.parameters, complete, facts, moves };
      return [...rule.check(graph, context)].map((offence) => violation(applied, offence.object, offence));
    });
    return [...single, ...related];
  }

  /** Ids of the rules that look at a cluster. */
  appliedTo(cluster: EvaluatedCluster): readonly string[] {
    return this.#prepare(cluster).ids;
  }

  #prepare(cluster: EvaluatedCluster): PreparedRules {
    // what they define is known to the rules, so what these said of an object holds for the same definitions only
    const definitions = cluster.objects.filter(isDefinition);
    // so are the flags of the operator that makes pods
    const reloader = reloaderSettingsOf(cluster.objects);
    // and what facts of the cluster say of rules
    const told = this.#factRules.map((rule) => cluster.facts && rule.factParameters?.(cluster.facts));
    const known = [JSON.stringify([reloader, told]), ...definitions].map((one) => this.#numberOf(one));
    const key = [cluster.tier, cluster.kubernetes, ...known].join(' ');
    let prepared = this.#settings.get(key);
    if (prepared === undefined) {
      prepared = new PreparedRules(this.#options, this.#environment, cluster, definitions, reloader);
      this.#settings.set(key, prepared);
    }
    return prepared;
  }

  #numberOf(one: unknown): number {
    const number = this.#numbers.get(one) ?? this.#numbers.size;
    this.#numbers.set(one, number);
    return number;
  }
}

interface AppliedObjectRule {
  readonly applied: AppliedRule;
  readonly rule: ObjectRule;
}

/** The rules as one tier and Kubernetes version has them, ready to run. */
class PreparedRules {
  readonly context: { readonly kubernetes: string; readonly tier: Tier; readonly schemas: () => SchemaCatalog };
  readonly ids: readonly string[];
  readonly graphRules: readonly { readonly applied: AppliedRule; readonly rule: GraphRule }[];
  readonly #podChecks: readonly { readonly applied: AppliedRule; readonly check: AdmissionCheck }[];
  readonly #serviceChecks: readonly { readonly applied: AppliedRule; readonly check: AdmissionCheck }[];
  readonly #objectRules: readonly AppliedObjectRule[];
  readonly #rulesOfKind = new Map<string, readonly AppliedObjectRule[]>();
  readonly #known = new WeakMap<KubeObject, readonly Violation[]>();
  readonly #reloader: ReloaderSettings | undefined;

  constructor(
    options: EvaluatorOptions,
    environment: Environment,
    { kubernetes, tier, facts }: EvaluatedCluster,
    definitions: readonly KubeObject[],
    reloader: ReloaderSettings | undefined,
  ) {
    this.#reloader = reloader;
    const { level } = options;
    const standardAt = (rule: Rule) =>
      level === undefined || rule.kind !== 'admission' ? undefined : standardOf(rule, level, kubernetes);
    const rules = applyRules(options.rules, options.options, tier, facts).filter(
      ({ rule }) => level === undefined || standardAt(rule) !== undefined,
    );
    this.ids = rules.map(({ rule }) => rule.id);
    const admission = rules.flatMap((applied) => {
      const { rule, parameters } = applied;
      if (rule.kind !== 'admission') return [];
      return [
        { applied, on: rule.on ?? 'pods', check: admissionCheck(environment, rule, parameters, standardAt(rule)) },
      ];
    });
    this.#podChecks = admission.filter(({ on }) => on === 'pods');
    this.#serviceChecks = admission.filter(({ on }) => on === 'services');
    this.#objectRules = rules.flatMap((applied) =>
      applied.rule.kind === 'object' ? [{ applied, rule: applied.rule }] : [],
    );
    this.graphRules = rules.flatMap((applied) =>
      applied.rule.kind === 'graph' ? [{ applied, rule: applied.rule }] : [],
    );
    let catalog: SchemaCatalog | undefined;
    const schemas = () => {
      catalog ??=
        definitions.length === 0 ? options.schemas(kubernetes) : options.schemas(kubernetes).with(definitions);
      return catalog;
    };
    this.context = { kubernetes, tier, schemas };
  }

  inspect(object: KubeObject): readonly Violation[] {
    let found = this.#known.get(object);
    if (found === undefined) {
      found = this.#inspect(object);
      this.#known.set(object, found);
    }
    return found;
  }

  #inspect(object: KubeObject): Violation[] {
    const made = madeWorkloads(object, this.#reloader);
    const own = this.#offences(object, this.#objectRulesOf(object));
    return made.length === 0 ? own : [...own, ...made.flatMap((workload) => this.#inspectMade(object, workload))];
  }

  /** What rules about pods find on what an operator makes of an object, said of the object. */
  #inspectMade(object: KubeObject, { object: made, origins, annotations }: MadeWorkload): Violation[] {
    const rules = this.#objectRulesOf(made).filter(({ rule }) => rule.looksAt !== undefined);
    const found = new Map<string, Violation>();
    for (const one of this.#offences(made, rules)) {
      const { pointer, own } = origins.of(one.pointer);
      // several containers may have the same fault, from the one place where they all have it from
      const key = `${one.rule.id}\n${pointer}\n${own ? one.message : ''}`;
      if (found.has(key)) continue;
      found.set(key, { ...one, object, pointer, message: `its pods: ${one.message}`, waivedAt: annotations });
    }
    return [...found.values()];
  }

  #offences(object: KubeObject, objectRules: readonly AppliedObjectRule[]): Violation[] {
    const found: Violation[] = [];
    const pod = podOf(object);
    const admitted = this.#podChecks.length > 0 && pod !== undefined ? podAdmission(object) : undefined;
    if (admitted !== undefined) {
      for (const { applied, check } of this.#podChecks) {
        for (const offence of check(admitted)) found.push(violation(applied, object, offence));
      }
    }
    const service = serviceAdmission(object);
    if (service !== undefined) {
      for (const { applied, check } of this.#serviceChecks) {
        for (const offence of check(service)) found.push(violation(applied, object, offence));
      }
    }
    for (const { applied, rule } of objectRules) {
      if (rule.looksAt === 'pods' && pod === undefined) continue;
      const context = { ...this.context, parameters: applied.parameters, pod };
      for (const offence of rule.check(object, context)) found.push(violation(applied, object, offence));
    }
    return found;
  }

  #objectRulesOf(object: KubeObject) {
    const group = groupOf(object);
    const key = `${object.kind}.${group}`;
    let rules = this.#rulesOfKind.get(key);
    if (rules === undefined) {
      rules = this.#objectRules.filter(
        ({ rule: { looksAt } }) =>
          looksAt === undefined ||
          looksAt === 'pods' ||
          looksAt.includes(key) ||
          (isBuiltIn(group) && looksAt.includes(object.kind)),
      );
      this.#rulesOfKind.set(key, rules);
    }
    return rules;
  }
}

function violation({ rule, severity }: AppliedRule, object: KubeObject, offence: Offence): Violation {
  const value = 'value' in offence ? offence.value : valueAt(object, offence.pointer);
  const mask = (text: string) => maskedText(rule, object, value, text);
  return {
    rule,
    severity: milder(severity, offence.severity ?? severity),
    object,
    pointer: offence.pointer,
    value: shownValue(rule, object, offence.pointer, value),
    message: mask(offence.message),
    remedy: offence.remedy === undefined ? rule.fix : mask(offence.remedy),
  };
}

const NO_MOVES: ReadonlyMap<KubeObject, Move> = new Map();

const SEVERITIES: readonly Severity[] = ['advice', 'warning', 'error'];

/** What settings make of a rule is not undone by one of its offences. */
function milder(one: Severity, other: Severity): Severity {
  return SEVERITIES.indexOf(one) < SEVERITIES.indexOf(other) ? one : other;
}
