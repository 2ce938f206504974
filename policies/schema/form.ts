/**
 * The form of the files under `schemas/`, which `npm run schemas` writes.
 *
 * `schemas/kubernetes-<minor>.json` and `schemas/custom-resources/<group>.json` are a `SchemaFile`,
 * `schemas/lifecycle.json` is a `LifecycleFile`. What a definition means:
 *
 * - It is JSON Schema as the API server's OpenAPI v3 writes it, without descriptions. A `$ref` is
 *   `#/definitions/<name>`; keywords beside it count (a default, a list type). A name that a custom resource's file
 *   does not define is one of the Kubernetes file's: its `metadata` is Kubernetes' own ObjectMeta.
 * - An object is closed: a field that `properties` does not list is an unknown field, unless the schema has
 *   `additionalProperties` or `x-kubernetes-preserve-unknown-fields: true`. A schema without `type`, `$ref` and
 *   `x-kubernetes-int-or-string` says nothing: anything goes. `x-kubernetes-embedded-resource: true` adds
 *   `apiVersion`, `kind` and `metadata` to what `properties` lists. What stands in `allOf`, `anyOf`, `oneOf`, `not` and
 *   beside a `$ref` only narrows values, and closes nothing.
 * - `null` for a field is the same as no field: Go reads it so, and of a custom resource the API server drops it unless
 *   `nullable: true` stands there. In lists and maps it is an empty value to a Kubernetes kind, and of a wrong type to
 *   a custom resource.
 * - Of a Kubernetes kind, `required` and `enum` are what the API's types say, and the empty string stands for no value
 *   at all where Go has no pointer: `protocol: ""` gets its default. What `status` holds has to be of the right type and
 *   is not looked at otherwise: it is dropped where it is a subresource. Of a custom resource they are enforced to the
 *   letter, as are `pattern`, `minimum`, `maxLength`, `x-kubernetes-validations` and the like. `exclusiveMinimum` and
 *   `exclusiveMaximum` are booleans, as in OpenAPI 3.0.
 * - Server-side apply refuses two items of a list with `x-kubernetes-list-type: map` that have the same
 *   `x-kubernetes-list-map-keys` (a key that is left out has its default), and two equal items of a `set`; a plain
 *   create may take them.
 * - `format` `int32`, `int64` and `double` bound numbers; `byte` is base64; `date-time` is RFC 3339;
 *   `int-or-string` and Quantity (`oneOf` string and number) are what they say.
 * - `deprecated: true` marks a field or a type whose description begins so.
 *
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export interface SchemaFile {
  readonly comment: string;
  /** The version of this form; a file of another one is not read. */
  readonly form: typeof FORM;
  /** Where it comes from, module by module. */
  readonly provenance: readonly Provenance[];
  /** By apiVersion, then by kind. */
  readonly kinds: Readonly<Record<string, Readonly<Record<string, KindEntry>>>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** When Kubernetes' own kinds came and went, since 1.16. */
export interface LifecycleFile {
  readonly comment: string;
  readonly form: typeof FORM;
  readonly provenance: readonly Provenance[];
  /** The newest minor version that it knows, such as `1.36`. */
  readonly until: string;
  /** By apiVersion, then by kind. */
  readonly kinds: Readonly<Record<string, Readonly<Record<string, Lifecycle>>>>;
}

export const FORM = 1;

/** A Go module that a file was taken from. */
export interface Provenance {
  readonly module: string;
  /** Such as `v1.36.1`. */
  readonly version: string;
  /** What was read of it. */
  readonly source: string;
}

/** One kind of one version of a group. Lists are no kinds of their own. */
export interface KindEntry {
  /** Name of its definition. */
  readonly definition: string;
  /** The name in URLs and in RBAC rules, such as `deployments`. */
  readonly plural: string;
  readonly shortNames?: readonly string[];
  /** Whether its objects live in a namespace. */
  readonly namespaced: boolean;
  /** Such as `status` and `scale`. */
  readonly subresources?: readonly string[];
  /**
   * `on request`: an API server serves it only when its flags say so (alpha, and beta since 1.24), or when more than
   * the standard definitions are installed (Gateway API's experimental channel).
   * `never`: the definition is installed, but this version of it is not served any more.
   * @default always
   */
  readonly served?: 'on request' | 'never';
  /**
   * Only `create` works: the object is a question, such as a TokenReview, and nothing is kept.
   * @default false
   */
  readonly createOnly?: true;
  /**
   * What the API server warns with, for a deprecated version of a custom resource.
   * @default none
   */
  readonly deprecated?: string;
}

/** Versions are minor versions of Kubernetes, such as `1.25`. */
export interface Lifecycle {
  readonly introduced?: string;
  readonly deprecated?: string;
  /** The first version that does not serve it; of an alpha version without a word about it, the first one known to. */
  readonly removed?: string;
  /** What to write instead. */
  readonly replacement?: KindName;
}

export interface KindName {
  readonly apiVersion: string;
  readonly kind: string;
}

/** A schema of the form above. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: 'array' | 'boolean' | 'integer' | 'number' | 'object' | 'string';
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly deprecated?: true;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'map' | 'set';
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-unions'?: readonly unknown[];
  readonly 'x-kubernetes-validations'?: readonly Validation[];
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A CEL rule: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules */
export interface Validation {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}
