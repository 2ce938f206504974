import { Environment, type ParseResult } from '@marcbachmann/cel-js';
import type { KubeObject } from '../../model/kube.ts';
import { isFields, pointer } from '../read.ts';
import { celValue } from './cel-value.ts';
import type { Schema, Validation } from './form.ts';
import type { SchemaProblem } from './problem.ts';

const OBJECT_META = '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/**
 * The CEL rules in the schema of a custom resource. What the engine here does not know (addresses, formats, quantities),
 * or cannot evaluate, counts as satisfied: the API server has the last word. Rules about changes need the former object,
 * and are left out.
 *
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export class Validations {
  readonly #schema: Schema;
  readonly #find: (reference: string) => { readonly schema: Schema };
  readonly #resolved = new Map<Schema, Schema | undefined>();
  readonly #rules = new Map<readonly Validation[], readonly Rule[]>();
  readonly #engine = new Environment({ enableOptionalTypes: true }).registerVariable('self', 'dyn');

  /** @param find what a reference of the schema stands for */
  constructor(schema: Schema, find: (reference: string) => { readonly schema: Schema }) {
    this.#schema = schema;
    this.#find = find;
  }

  /** What an object breaks that is otherwise as its schema says: the API server, too, looks at rules last. */
  problems(object: KubeObject): readonly SchemaProblem[] {
    // where status is a subresource it is dropped
    const { status: _status, ...spec } = object as unknown as Readonly<Record<string, unknown>>;
    const problems: SchemaProblem[] = [];
    this.#look(this.#schema, spec, [], problems);
    return problems;
  }

  #look(written: Schema, value: unknown, path: (string | number)[], problems: SchemaProblem[]): void {
    if (typeof value !== 'object' && written.$ref === undefined && written[RULES] === undefined) return;
    const schema = this.#resolve(written);
    if (schema === undefined || value === null) return;
    if (schema[RULES] !== undefined) this.#judge(schema, schema[RULES], value, path, problems);
    const inside = (key: string | number, inner: Schema | undefined, one: unknown) => {
      if (inner === undefined) return;
      path.push(key);
      this.#look(inner, one, path, problems);
      path.pop();
    };
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) inside(index, schema.items, value[index]);
    } else if (isFields(value)) {
      const { properties = NOTHING, additionalProperties } = schema;
      const others = typeof additionalProperties === 'object' ? additionalProperties : undefined;
      for (const key of Object.keys(value)) {
        inside(key, Object.hasOwn(properties, key) ? properties[key] : others, value[key]);
      }
    }
  }

  #judge(
    schema: Schema,
    validations: readonly Validation[],
    value: unknown,
    path: readonly (string | number)[],
    problems: SchemaProblem[],
  ): void {
    let self: unknown;
    try {
      self = celValue(schema, value, (one) => this.#resolve(one));
    } catch {
      return;
    }
    for (const { validation, holds } of this.#rulesOf(validations)) {
      if (holds(self)) continue;
      const { rule, message = `breaks the rule ${rule}`, fieldPath } = validation;
      const field = fieldPath === undefined ? [] : (/^(\.\w+)+$/.exec(fieldPath)?.[0].slice(1).split('.') ?? []);
      problems.push({ pointer: pointer(...path, ...field), message: message.trim() });
    }
  }

  #rulesOf(validations: readonly Validation[]): readonly Rule[] {
    let rules = this.#rules.get(validations);
    if (rules === undefined) {
      rules = validations.flatMap((validation) => {
        const { rule } = validation;
        return /\boldSelf\b/.test(rule) || DIFFERENT.test(rule)
          ? []
          : [{ validation, holds: answerOf(this.#engine, rule) }];
      });
      this.#rules.set(validations, rules);
    }
    return rules;
  }

  /** A schema without its reference; undefined for metadata, which has no rules. */
  #resolve(schema: Schema): Schema | undefined {
    const { $ref } = schema;
    if ($ref === undefined) return schema;
    if ($ref === OBJECT_META) return undefined;
    if (!this.#resolved.has(schema)) {
      const inner = this.#resolve(this.#find($ref).schema);
      const { $ref: _, ...beside } = schema;
      this.#resolved.set(schema, inner && { ...inner, ...beside });
    }
    return this.#resolved.get(schema);
  }
}

interface Rule {
  readonly validation: Validation;
  holds(self: unknown): boolean;
}

/** Whether a rule holds; it is compiled when it is asked first, and holds when the engine cannot answer. */
function answerOf(engine: Environment, rule: string): Rule['holds'] {
  let evaluate: ParseResult | undefined;
  return (self) => {
    try {
      evaluate ??= engine.parse(rule);
      return evaluate({ self }) !== false;
    } catch {
      return true;
    }
  };
}

const RULES = 'x-kubernetes-validations';
const NOTHING: NonNullable<Schema['properties']> = {};

/** What RE2 and JavaScript read differently: classes by name, and of Unicode. */
const DIFFERENT = /\[:|\\p|\\P|\\Q|\\z|\\A/;
