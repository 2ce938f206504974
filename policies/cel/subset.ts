import { type ASTNode, type Environment, ParseError } from '@marcbachmann/cel-js';
import { type Problem, throwIfAny } from '../../model/errors.ts';
import type { AdmissionRule, Rule } from '../rule.ts';
import { admissionText, celEnvironment } from './evaluate-admission.ts';
import { patternProblems } from './pattern.ts';
import { ITEM_LISTS, RULE_VARIABLES } from './prelude.ts';

/**
 * Refuses admission rules whose CEL would not mean the same at synth and in the API server: what one side lacks, and
 * what both have but read differently.
 *
 * @throws UserError that names each rule and construct
 */
export function checkSubset(rules: readonly Rule[]): void {
  throwIfAny(subsetProblems(rules));
}

/** What `checkSubset` throws, as a list. */
export function subsetProblems(rules: readonly Rule[]): Problem[] {
  const environment = celEnvironment();
  return rules.flatMap((rule) => (rule.kind === 'admission' ? ruleProblems(environment, rule) : []));
}

function ruleProblems(environment: Environment, rule: AdmissionRule): Problem[] {
  const examples = [...rule.examples.pass, ...rule.examples.fail];
  // text that is made from parameters is looked at for every set of them that the rule itself shows
  const given = new Map(
    [{}, ...examples.flatMap(({ parameters }) => parameters ?? [])].map((one) => [JSON.stringify(one), one]),
  );
  return [...given.values()].flatMap((input) => {
    const parsed = rule.parameters?.safeParse(input);
    if (parsed?.success === false) return [{ subject: `${rule.id}: parameters`, message: 'need a default each' }];
    return [undefined, ...(rule.podSecurity ?? [])].flatMap((standard) => {
      const { each, when, require } = admissionText(rule, parsed?.data ?? {}, standard);
      const scope = new Scope(rule.on ?? 'pods', each === undefined ? [] : ['it']);
      const place = standard === undefined ? rule.id : `${rule.id}: podSecurity ${standard.level}`;
      return Object.entries({ when, require }).flatMap(([field, text]) =>
        text === undefined ? [] : textProblems(environment, text, scope, `${place}: ${field}`),
      );
    });
  });
}

function textProblems(environment: Environment, text: string, scope: Scope, subject: string): Problem[] {
  let ast: ASTNode;
  try {
    ast = environment.parse(text).ast;
  } catch (error) {
    return [{ subject, message: `is no CEL that both sides know: ${firstLine(error)}${near(text, error)}` }];
  }
  const found = [...problemsOf(ast, scope)];
  if (found.length > 0) return found.map((message) => ({ subject, message }));
  const { valid, error } = environment.check(text);
  return valid ? [] : [{ subject, message: `does not fit together: ${firstLine(error)}` }];
}

/** What names mean at some place of an expression. */
class Scope {
  readonly on: 'pods' | 'services';
  readonly #names: readonly string[];

  constructor(on: 'pods' | 'services', names: readonly string[]) {
    this.on = on;
    this.#names = names;
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  with(name: string): Scope {
    return new Scope(this.on, [...this.#names, name]);
  }

  get variables(): readonly string[] {
    return RULE_VARIABLES[this.on];
  }
}

const FUNCTIONS: Readonly<Record<string, readonly number[]>> = { dyn: [1], has: [1], size: [1], string: [1] };

/** Numbers of arguments. */
const METHODS: Readonly<Record<string, readonly number[]>> = {
  contains: [1],
  endsWith: [1],
  hasValue: [0],
  join: [0, 1],
  matches: [1],
  or: [1],
  orValue: [1],
  size: [0],
  split: [1],
  startsWith: [1],
  value: [0],
};

/** Macros that bind their first argument, and how many they take. */
const MACROS: Readonly<Record<string, readonly number[]>> = {
  all: [2],
  exists: [2],
  exists_one: [2],
  filter: [2],
  map: [2, 3],
};

/** Why a name that CEL knows somewhere is refused. */
const REASONS: Readonly<Record<string, string>> = {
  bind: 'binds wrongly at synth; write the expression out',
  lowerAscii: 'changes other letters than ASCII’s at synth; compare with each spelling',
  upperAscii: 'changes other letters than ASCII’s at synth; compare with each spelling',
  trim: 'takes other spaces away at synth; use matches()',
  substring: 'counts other letters than ASCII’s differently at synth; use matches()',
  indexOf: 'counts other letters than ASCII’s differently at synth; use matches()',
  lastIndexOf: 'counts other letters than ASCII’s differently at synth; use matches()',
  int: 'reads other texts as numbers at synth; compare numbers as they are',
  uint: 'reads other texts as numbers at synth; compare numbers as they are',
  double: 'reads other texts as numbers at synth; compare numbers as they are',
  type: 'does not know the types of the API server at synth; use has()',
};

/**
 * Fields of pods and Services that are lists: `.?field` of a list is nothing at synth, and an error in the API server.
 */
const LIST_FIELDS = new Set([
  'add',
  'args',
  'command',
  'containers',
  'drop',
  'env',
  'envFrom',
  'ephemeralContainers',
  'externalIPs',
  'hostAliases',
  'httpHeaders',
  'imagePullSecrets',
  'initContainers',
  'items',
  'loadBalancerSourceRanges',
  'ports',
  'readinessGates',
  'schedulingGates',
  'sources',
  'supplementalGroups',
  'sysctls',
  'tolerations',
  'topologySpreadConstraints',
  'volumeDevices',
  'volumeMounts',
  'volumes',
]);

function* problemsOf(node: ASTNode, scope: Scope): Generator<string> {
  switch (node.op) {
    case 'value':
      if (typeof node.args === 'object' && node.args !== null) yield 'bytes and unsigned numbers are not for rules';
      return;
    case 'id':
      yield* nameProblems(node.args, scope);
      return;
    case '.':
    case '.?':
      yield* fieldProblems(node.op, node.args[0], node.args[1], scope);
      return;
    case 'call': {
      const [name, args] = node.args;
      if (known(FUNCTIONS, name)?.includes(args.length) !== true) yield refused(`${name}()`, name);
      else for (const arg of args) yield* problemsOf(arg, scope);
      return;
    }
    case 'rcall':
      yield* methodProblems(node.args[0], node.args[1], node.args[2], scope);
      return;
    case 'map':
      for (const [key, value] of node.args) yield* [...problemsOf(key, scope), ...problemsOf(value, scope)];
      return;
    case '!_':
    case '-_':
      yield* problemsOf(node.args, scope);
      return;
    default:
      for (const part of node.args) yield* problemsOf(part, scope);
  }
}

function* nameProblems(name: string, scope: Scope): Generator<string> {
  if (scope.has(name)) return;
  if (name === 'variables') yield 'variables is not for itself; write variables.<name>';
  else if (name === 'it') yield 'it is there with `each` only';
  else yield `${name} is unknown: rules see variables.<name>, and it with \`each\``;
}

function* fieldProblems(op: '.' | '.?', of: ASTNode, field: string, scope: Scope): Generator<string> {
  if (of.op === 'id' && of.args === 'variables') {
    if (op === '.?') yield `variables.?${field}: a variable is there or not; write variables.${field}`;
    else if (!scope.variables.includes(field)) {
      yield `variables.${field} is unknown: rules over ${scope.on} see ${scope.variables.join(', ')}`;
    }
    return;
  }
  if (op === '.?' && isList(of)) yield `.?${field} of a list is an error in the API server; use all() or exists()`;
  yield* problemsOf(of, scope);
}

function* methodProblems(name: string, of: ASTNode, args: readonly ASTNode[], scope: Scope): Generator<string> {
  if (known(MACROS, name)?.includes(args.length) === true) {
    const [variable, ...rest] = args;
    yield* problemsOf(of, scope);
    if (variable?.op !== 'id') return;
    const bound = variable.args;
    if (bound === 'variables' || scope.has(bound)) yield `${name}(${bound}, …) hides ${bound}; take another name`;
    for (const arg of rest) yield* problemsOf(arg, scope.with(bound));
    return;
  }
  if (Object.hasOwn(MACROS, name)) {
    yield `${name}() with ${args.length} arguments is missing at synth; loop over one variable`;
    return;
  }
  if (known(METHODS, name)?.includes(args.length) !== true) {
    // what it is called on may be the one to blame
    yield* problemsOf(of, scope);
    yield refused(`.${name}()`, name);
    return;
  }
  if (name === 'matches') {
    const [pattern] = args;
    if (pattern?.op !== 'value' || typeof pattern.args !== 'string') yield 'matches() wants its pattern as plain text';
    else yield* patternProblems(pattern.args);
  }
  for (const part of [of, ...args]) yield* problemsOf(part, scope);
}

function refused(written: string, name: string): string {
  return `${written} ${known(REASONS, name) ?? 'is missing at synth, or in the API server'}`;
}

/** A name of CEL is text of a user, and may be `constructor`. */
function known<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function isList(node: ASTNode): boolean {
  if (node.op === 'list') return true;
  if (node.op === 'rcall') return ['filter', 'map', 'split'].includes(node.args[0]);
  if (node.op !== '.' && node.op !== '.?') return false;
  const [of, field] = node.args;
  if (of.op === 'id' && of.args === 'variables') return ITEM_LISTS.some((list) => list === field);
  return LIST_FIELDS.has(field);
}

/** The place of an error; optional elements begin before what the parser stumbles over. */
function near(text: string, error: unknown): string {
  if (!(error instanceof ParseError) || error.range === undefined) return '';
  return ` near \`${text.slice(Math.max(0, error.range.start - 1), error.range.start + 12)}\``;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
