import { nearest } from '../../model/errors.ts';
import type { KubeObject } from '../../model/kube.ts';
import { type Fields, isFields, pointer } from '../read.ts';
import type { Definition, Kind, SchemaCatalog } from './catalog.ts';
import { constraintsOf, type Report } from './constraints/index.ts';
import { defaulted } from './defaulted.ts';
import type { Schema } from './form.ts';
import { isBase64, isDateTime, isQuantity } from './formats.ts';
import { alternatives, NAMES, oneOf, printable, quoteIt, unquoted } from './phrases.ts';
import type { SchemaProblem } from './problem.ts';
import { isSaidElsewhere, repeatedItems } from './repeated-items.ts';
import { isAbsent, isOptional } from './required.ts';
import { isSecretValue } from './secret-value.ts';
import { shown } from './shown.ts';
import { wordProblems } from './words.ts';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** Everything that is wrong with an object of a kind, as `form.ts` says what its schema means. */
export function validate(catalog: SchemaCatalog, kind: Kind, object: KubeObject): readonly SchemaProblem[] {
  const walk = new Walk(catalog, kind);
  walk.check(catalog.schemaOf(kind), object, kind.custom ? CUSTOM : KUBERNETES);
  if (!kind.custom) walk.constrain(kind.definition, object);
  return walk.problems;
}

/** How a schema counts at the place that is looked at. */
interface Mode {
  /** To the letter, as in a custom resource. */
  readonly custom: boolean;
  /** In the status of a Kubernetes kind: only types count. */
  readonly status: boolean;
  /** The schema only narrows what another one lists: unknown fields are no business of it. */
  readonly open: boolean;
}

const KUBERNETES: Mode = { custom: false, status: false, open: false };
const STATUS: Mode = { custom: false, status: true, open: false };
const CUSTOM: Mode = { custom: true, status: false, open: false };
/** Of a custom resource, what stands in `allOf`, `anyOf`, `oneOf`, `not` and beside a `$ref`. */
const CUSTOM_PART: Mode = { custom: true, status: false, open: true };

class Walk {
  readonly problems: SchemaProblem[] = [];
  readonly #catalog: SchemaCatalog;
  readonly #kind: Kind;
  readonly #find: (reference: string) => Definition;
  readonly #path: (string | number)[] = [];
  /** The definition that is looked at. */
  #definition: string;
  /** Unknown fields are certain only where the schemas are of the cluster's version, or of a newer one. */
  readonly #doubtful: boolean;

  constructor(catalog: SchemaCatalog, kind: Kind) {
    this.#catalog = catalog;
    this.#kind = kind;
    this.#find = catalog.references(kind);
    this.#definition = kind.definition;
    this.#doubtful = !kind.custom && catalog.isNewer;
  }

  check(schema: Schema, value: unknown, mode: Mode): void {
    if (schema.$ref !== undefined) {
      this.#reference(schema.$ref, schema, value, mode);
      return;
    }
    if (schema['x-kubernetes-int-or-string'] === true || schema.format === 'int-or-string') {
      this.#intOrString(value, mode);
    } else if (!mode.custom && schema.oneOf !== undefined) {
      // the only other union among Kubernetes' own definitions
      if (value !== null && !isQuantity(value)) this.#wrong(value, 'must be a quantity such as 100m, 64Mi or 1.5');
      return;
    } else if (!this.#typed(schema, value, mode)) return;
    if (schema.enum !== undefined) this.#enum(schema.enum, value, mode);
    if (mode.custom) this.#letter(schema, value);
  }

  /** What Kubernetes' own code asks of a definition beyond its schema. */
  constrain(definition: string, value: unknown): void {
    const constraints = constraintsOf(definition);
    if (constraints === undefined || !isFields(value)) return;
    const { fields } = constraints;
    for (const field in fields) {
      const grammar = fields[field];
      const found = Object.hasOwn(value, field) ? value[field] : undefined;
      if (grammar === undefined) continue;
      if (found === undefined || found === null || found === '') continue;
      const must = grammar(found);
      if (must !== undefined) this.#within(field, () => this.#wrong(found, must));
    }
    constraints.whole?.(value, this.#report, this.#catalog.schemas);
  }

  readonly #report: Report = (path, message, more = {}) => {
    this.problems.push({ pointer: pointer(...this.#path, ...path), message, ...more });
  };

  #reference(reference: string, beside: Schema, value: unknown, mode: Mode): void {
    const { name, schema } = this.#find(reference);
    // a custom resource shares its metadata with Kubernetes' kinds, and nothing else
    const inner = mode.custom && name === OBJECT_META ? KUBERNETES : mode;
    const outer = this.#definition;
    this.#definition = name;
    this.check(schema, value, inner);
    this.#definition = outer;
    if (mode.custom) {
      const { $ref: _, ...narrowing } = beside;
      if (Object.keys(narrowing).length > 0) this.check(narrowing, value, CUSTOM_PART);
    }
    if (inner === KUBERNETES && !this.#isUnchecked()) this.constrain(name, value);
  }

  /** Whether a value is of the type that the schema asks for; what stands in it is checked. */
  #typed(schema: Schema, value: unknown, mode: Mode): boolean {
    const { type } = schema;
    if (value === null) {
      // an empty value in Go; a custom resource's fields never get here with it
      if (mode.custom && schema.nullable !== true && type !== undefined) this.#wrong(value, `must be ${NAMES[type]}`);
      return false;
    }
    switch (type) {
      case undefined:
        if (schema.properties !== undefined && isFields(value)) this.#fields(schema, value, CUSTOM_PART);
        return true;
      case 'object':
        if (!isFields(value)) return this.#wrong(value, 'must be an object');
        this.#fields(schema, value, mode);
        return true;
      case 'array':
        if (!Array.isArray(value)) return this.#wrong(value, 'must be a list');
        this.#items(schema, value, mode);
        return true;
      case 'string':
        if (typeof value === 'string') return this.#format(schema.format, value);
        // bytes, one by one
        if (schema.format === 'byte' && !mode.custom && Array.isArray(value)) return false;
        return this.#wrong(value, 'must be a text', quoteIt(value));
      case 'boolean':
        return typeof value === 'boolean' || this.#wrong(value, 'must be true or false', unquoted(value));
      case 'integer':
        return this.#integer(schema.format, value);
      case 'number':
        if (typeof value === 'number' && Number.isFinite(value)) return true;
        return this.#wrong(value, 'must be a number', unquoted(value));
    }
  }

  #fields(schema: Schema, value: Fields, mode: Mode): void {
    const { properties, additionalProperties } = schema;
    const embedded = schema['x-kubernetes-embedded-resource'] === true;
    for (const key of Object.keys(value)) {
      const inner = value[key];
      const known = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (known !== undefined) {
        // null for a field is the same as no field; for a required one see below
        if (inner === null) continue;
        this.#path.push(key);
        this.check(known, inner, key === 'status' && this.#path.length === 1 && !mode.custom ? STATUS : mode);
        this.#path.pop();
      } else if (embedded && (key === 'apiVersion' || key === 'kind' || key === 'metadata')) {
        const expected: Schema = key === 'metadata' ? { $ref: `#/definitions/${OBJECT_META}` } : { type: 'string' };
        this.#within(key, () => this.check(expected, inner, mode));
      } else if (typeof additionalProperties === 'object') {
        if (inner === null) continue;
        this.#path.push(key);
        this.check(additionalProperties, inner, mode);
        this.#path.pop();
      } else if (
        additionalProperties !== true &&
        !mode.open &&
        schema['x-kubernetes-preserve-unknown-fields'] !== true
      ) {
        this.#unknown(key, value, Object.keys(properties ?? {}));
      }
    }
    if (schema.required !== undefined) this.#required(schema, schema.required, value, mode);
  }

  #items(schema: Schema, value: readonly unknown[], mode: Mode): void {
    const { items } = schema;
    if (items !== undefined) {
      for (let index = 0; index < value.length; index++) {
        this.#path.push(index);
        this.check(items, mode.custom ? value[index] : (value[index] ?? this.#emptyOf(items)), mode);
        this.#path.pop();
      }
    }
    if (value.length > 1) this.#repeated(schema, value, mode);
  }

  /** Whether Kubernetes' own code looks past the place: a field of the definition around it. */
  #isUnchecked(): boolean {
    const last = this.#path.at(-1);
    return typeof last === 'string' && UNCHECKED.has(`${this.#definition}/${last}`);
  }

  /** What Go makes of null in a list: of a struct one without fields. */
  #emptyOf(items: Schema): unknown {
    return this.#resolve(items)?.properties === undefined ? null : NO_FIELDS;
  }

  #required(schema: Schema, required: readonly string[], value: Fields, mode: Mode): void {
    if (mode.status) return;
    for (const name of required) {
      const found = Object.hasOwn(value, name) ? value[name] : undefined;
      const field = schema.properties !== undefined ? schema.properties[name] : undefined;
      if (mode.custom) {
        const given = found !== undefined && (found !== null || field?.nullable === true);
        if (!given && field?.default === undefined) this.#missing(name);
      } else if (isAbsent(found) && !isOptional(this.#definition, name, field, this.#resolve(field)))
        this.#missing(name);
    }
  }

  #resolve(schema: Schema | undefined): Schema | undefined {
    if (schema?.$ref === undefined) return schema;
    return this.#find(schema.$ref).schema;
  }

  #missing(name: string): void {
    const place = this.#place();
    this.problems.push({
      pointer: pointer(...this.#path),
      message: place === '' ? `${printable(name)} is missing` : `${place} has no ${printable(name)}`,
      remedy: `Add ${printable(name)}.`,
    });
  }

  #unknown(key: string, value: Fields, names: readonly string[]): void {
    const free = names.filter((name) => !Object.hasOwn(value, name));
    const near = nearest(key, free) ?? nearest(key, names);
    const remedy =
      near !== undefined
        ? `Write ${near}, or remove it: the API server refuses it, or drops it.`
        : `Remove it${names.length > 0 && names.length <= 12 ? `; there are ${names.join(', ')}` : ''}.`;
    this.problems.push({
      pointer: pointer(...this.#path, key),
      message: `${this.#inside()} has no field ${printable(key)}${near === undefined ? '' : `; did you mean ${near}`}`,
      remedy,
      ...(this.#doubtful ? { severity: 'warning' as const } : {}),
    });
  }

  #intOrString(value: unknown, mode: Mode): void {
    if (value === null && !mode.custom) return;
    if (typeof value === 'number') this.#integer(mode.custom ? undefined : 'int32', value);
    else if (typeof value !== 'string') this.#wrong(value, 'must be a whole number or a text');
  }

  #integer(format: string | undefined, value: unknown): boolean {
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      return this.#wrong(value, 'must be a whole number', unquoted(value));
    }
    const bits = format === 'int32' ? 31 : 63;
    // 2^63 - 1 is no number of JavaScript: it reads as 2^63
    if (value > 2 ** bits - (bits === 31 ? 1 : 0) || value < -(2 ** bits)) {
      return this.#wrong(value, `must be a whole number of ${bits + 1} bits`);
    }
    return true;
  }

  #format(format: string | undefined, value: string): boolean {
    if (format === 'byte' && !isBase64(value)) {
      this.problems.push({
        pointer: pointer(...this.#path),
        message: `${this.#place()} must be base64`,
        remedy: 'Encode it: base64 -w0; a Secret also takes plain texts under stringData.',
      });
      return false;
    }
    if (format === 'date-time' && !isDateTime(value)) {
      return this.#wrong(value, 'must be a time such as 2006-01-02T15:04:05Z');
    }
    return true;
  }

  #enum(allowed: readonly unknown[], value: unknown, mode: Mode): void {
    if (mode.status || allowed.includes(value)) return;
    if (typeof value !== 'string') {
      if (typeof value !== 'object') this.#wrong(value, `must be ${oneOf(allowed)}`);
      return;
    }
    // no value at all where Go has no pointer
    if (value === '' && !mode.custom) return;
    const texts = allowed.filter((one) => typeof one === 'string');
    const near = nearest(value, texts);
    this.#wrong(value, `must be ${oneOf(allowed)}`, near === undefined ? undefined : `Write ${near}.`);
  }

  #repeated(schema: Schema, value: readonly unknown[], mode: Mode): void {
    const list = this.#path.at(-1);
    if (mode.status || (!mode.custom && isSaidElsewhere(list))) return;
    for (const { first, again, keys } of repeatedItems(schema, value, this.#resolve(schema.items))) {
      this.problems.push({
        pointer: pointer(...this.#path, again),
        message: `${this.#place()} has its item ${first} again as item ${again}${keys === '' ? '' : ` by its ${keys}`}`,
        remedy: 'Remove one of the two: server-side apply, which Argo CD does, refuses both.',
        ...(mode.custom ? {} : { severity: 'warning' as const }),
      });
    }
  }

  /** The keywords that count for custom resources only. */
  #letter(schema: Schema, value: unknown): void {
    if (value === null) return;
    for (const must of wordProblems(schema, value)) this.#wrong(value, must);
    for (const part of schema.allOf ?? []) this.check(part, value, CUSTOM_PART);
    const matches = (part: Schema) => this.#matches(part, defaulted(schema, value));
    if (schema.anyOf !== undefined && !schema.anyOf.some(matches)) {
      this.#wrong(value, `must satisfy one of ${alternatives(schema.anyOf)}`);
    }
    if (schema.oneOf !== undefined && schema.oneOf.filter(matches).length !== 1) {
      this.#wrong(value, `must satisfy exactly one of ${alternatives(schema.oneOf)}`);
    }
    if (schema.not !== undefined && matches(schema.not)) this.#wrong(value, 'has what its schema rules out');
  }

  #matches(schema: Schema, value: unknown): boolean {
    const walk = new Walk(this.#catalog, this.#kind);
    walk.check(schema, value, CUSTOM_PART);
    return walk.problems.length === 0;
  }

  #within(key: string, work: () => void): void {
    this.#path.push(key);
    work();
    this.#path.pop();
  }

  #wrong(value: unknown, must: string, remedy?: string): false {
    const place = pointer(...this.#path);
    if (isSecretValue(this.#kind, place)) {
      const what = typeof value === 'object' ? shown(value) : `a ${typeof value}`;
      this.problems.push({ pointer: place, message: `${this.#place()} ${must}, and is ${what}` });
      return false;
    }
    const message = `${this.#place()} ${must}, and is ${shown(value)}`;
    this.problems.push({ pointer: place, message, ...(remedy === undefined ? {} : { remedy }) });
    return false;
  }

  /** The field that is looked at, as a sentence begins with it; empty for the object itself. */
  #place(): string {
    const last = this.#path.at(-1);
    if (last === undefined) return '';
    if (typeof last === 'string') return printable(last);
    const list = this.#path.findLast((key) => typeof key === 'string') ?? '';
    return `${printable(String(list))}[${last}]`;
  }

  #inside(): string {
    const place = this.#place();
    return place === '' ? `a ${this.#kind.kind}` : place;
  }
}

/** Only the controllers read these. */
const UNCHECKED: ReadonlySet<string> = new Set([
  'io.k8s.api.autoscaling.v2.MetricIdentifier/selector',
  'io.k8s.api.storage.v1.CSIStorageCapacity/nodeTopology',
]);

const NO_FIELDS: Fields = Object.freeze({});
