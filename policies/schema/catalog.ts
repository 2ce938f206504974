/**
 * What a Kubernetes API server of one version takes: its own kinds, and those of the custom resources that Stele knows.
 * `form.ts` says what the entries and the definitions mean.
 */
import { nearest } from '../../model/errors.ts';
import { groupOf, type KubeObject } from '../../model/kube.ts';
import { withDefinitions } from './cluster-definitions.ts';
import type { KindEntry, KindName, Lifecycle, LifecycleFile, Schema, SchemaFile } from './form.ts';
import type { SchemaSource } from './source.ts';
import { Validations } from './validations.ts';
import { byStability, closestVersion, compareVersions } from './versions.ts';

export type { SchemaSource } from './source.ts';

/** A kind of the catalog. */
export interface Kind extends KindName, KindEntry {
  /** Whether it is a custom resource: then its definition counts to the letter. */
  readonly custom: boolean;
}

/** A schema with its name. */
export interface Definition {
  readonly name: string;
  readonly schema: Schema;
}

/** Where every `$ref` leads. */
const DEFINITIONS = '#/definitions/';

/** How a kind was removed or deprecated by the version of the catalog. */
export interface Retirement {
  /** The version that removed or deprecated it. */
  readonly since: string;
  /**
   * What to write instead, which the schemas of the catalog have.
   * @default nothing replaces it
   */
  readonly replacement?: KindName;
  /** For a deprecated kind: the version that will not serve it. */
  readonly removedIn?: string;
}

/** The kinds of one Kubernetes version, each file read when it is needed first. */
export class SchemaCatalog {
  /** The version asked for. */
  readonly kubernetes: string;
  /** The version whose schemas are used: the one asked for, or the closest that there is. */
  readonly schemas: string;
  readonly #source: SchemaSource;
  readonly #files = new Map<string, SchemaFile>();
  readonly #kinds = new Map<string, Kind>();
  readonly #references = new Map<Kind, (reference: string) => Definition>();
  readonly #validations = new Map<Kind, Validations>();
  #lifecycle: LifecycleFile | undefined;
  #groups: ReadonlySet<string> | undefined;

  /**
   * @param source - where the files come from
   * @param kubernetes - the minor version, such as `1.36`; the newest that there is unless given. Where there are no
   *   schemas of it, the closest count; what was removed by when is known for any.
   */
  constructor(source: SchemaSource, kubernetes?: string) {
    this.#source = source;
    this.kubernetes = kubernetes ?? source.versions.at(-1) ?? '';
    this.schemas = closestVersion(source.versions, this.kubernetes);
  }

  /** The same kinds, and those that some CustomResourceDefinitions add or say otherwise. */
  with(definitions: readonly KubeObject[]): SchemaCatalog {
    const { versions, groups } = this.#source;
    const read: SchemaSource = {
      versions,
      groups,
      kubernetes: () => this.#kubernetes(),
      customResources: (group) => this.#customResources(group),
      lifecycle: () => this.#lifecycleFile(),
    };
    return new SchemaCatalog(withDefinitions(read, definitions), this.kubernetes);
  }

  /** Whether the cluster is newer than the schemas: it may know fields and kinds that they do not. */
  get isNewer(): boolean {
    return compareVersions(this.kubernetes, this.schemas) > 0;
  }

  /**
   * A kind, the same value each time, or undefined when there is no such kind. It may be one that is not served: see
   * its `served`.
   */
  kind(apiVersion: string, kind: string): Kind | undefined {
    const key = `${apiVersion} ${kind}`;
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    const file = this.#fileOf(apiVersion);
    const entry = own(own(file.kinds, apiVersion), kind);
    if (entry === undefined) return undefined;
    const found: Kind = { apiVersion, kind, custom: file !== this.#kubernetes(), ...entry };
    this.#kinds.set(key, found);
    return found;
  }

  /** The schema of a kind's objects. */
  schemaOf(kind: Kind): Schema {
    const schema = this.definition(kind, kind.definition);
    if (schema === undefined) throw new TypeError(`${kind.definition} of ${kind.apiVersion} ${kind.kind} is missing`);
    return schema;
  }

  /** A definition by its name, as the schemas of a kind refer to it. */
  definition(kind: KindName, name: string): Schema | undefined {
    return own(this.#fileOf(kind.apiVersion).definitions, name) ?? own(this.#kubernetes().definitions, name);
  }

  /** What the `$ref`s among the schemas of a kind stand for: a function that remembers what it found. */
  references(kind: Kind): (reference: string) => Definition {
    let find = this.#references.get(kind);
    if (find === undefined) {
      const found = new Map<string, Definition>();
      find = (reference) => {
        let definition = found.get(reference);
        if (definition === undefined) {
          const name = reference.slice(DEFINITIONS.length);
          const schema = this.definition(kind, name);
          if (schema === undefined) throw new TypeError(`${name} of ${kind.apiVersion} ${kind.kind} is missing`);
          definition = { name, schema };
          found.set(reference, definition);
        }
        return definition;
      };
      this.#references.set(kind, find);
    }
    return find;
  }

  /** The CEL rules of a custom resource. */
  validations(kind: Kind): Validations {
    const known = this.#validations.get(kind) ?? new Validations(this.schemaOf(kind), this.references(kind));
    this.#validations.set(kind, known);
    return known;
  }

  /** All kinds, those of Kubernetes first; some are not served. */
  kinds(): readonly Kind[] {
    const files = [this.#kubernetes(), ...this.#source.groups.map((group) => this.#customResources(group))];
    return files.flatMap((file) =>
      Object.entries(file.kinds).flatMap(([apiVersion, kinds]) =>
        Object.keys(kinds).flatMap((kind) => this.kind(apiVersion, kind) ?? []),
      ),
    );
  }

  /**
   * Whether all kinds of a group are known: a kind of it that is not in the catalog is a mistake. Nothing is known of
   * the kinds of other groups.
   */
  knowsGroup(group: string): boolean {
    this.#groups ??= new Set([
      ...this.#source.groups,
      ...[this.#kubernetes(), this.#lifecycleFile()].flatMap(({ kinds }) =>
        Object.keys(kinds).map((apiVersion) => groupOf({ apiVersion })),
      ),
    ]);
    return this.#groups.has(group);
  }

  /** Whether a group is Kubernetes' own, so that nobody adds kinds to it. */
  isBuiltIn(group: string): boolean {
    return this.knowsGroup(group) && !this.#source.groups.includes(group);
  }

  /** What was probably meant by a kind that does not exist: the same kind elsewhere, or a name like it. */
  nearest(apiVersion: string, kind: string): KindName | undefined {
    const served = this.#served();
    const neighbours = served.filter((one) => one.apiVersion === apiVersion);
    const candidates = [named(served, kind), ...[neighbours, served].map((list) => named(list, like(kind, list)))];
    return best(candidates.find((list) => list.length > 0) ?? [], apiVersion);
  }

  /** When a kind of Kubernetes came and went, as far as the files know. */
  lifecycle(apiVersion: string, kind: string): Lifecycle | undefined {
    return own(own(this.#lifecycleFile().kinds, apiVersion), kind);
  }

  /** Says in which version a kind was removed, or undefined when it was not by the version of this catalog. */
  removed(apiVersion: string, kind: string): Retirement | undefined {
    const { removed } = this.lifecycle(apiVersion, kind) ?? {};
    if (removed === undefined || compareVersions(removed, this.kubernetes) > 0) return undefined;
    return { since: removed, ...this.#replacement(apiVersion, kind) };
  }

  /** Says since when a kind that is still served is deprecated, or undefined when it is not. */
  deprecated(apiVersion: string, kind: string): Retirement | undefined {
    const { deprecated, removed } = this.lifecycle(apiVersion, kind) ?? {};
    if (deprecated === undefined || compareVersions(deprecated, this.kubernetes) > 0) return undefined;
    if (removed !== undefined && compareVersions(removed, this.kubernetes) <= 0) return undefined;
    const removedIn = removed === undefined ? {} : { removedIn: removed };
    return { since: deprecated, ...this.#replacement(apiVersion, kind), ...removedIn };
  }

  /** Follows replacements to one that is served: a v2beta1 was replaced by a v2beta2 that is gone too. */
  #replacement(apiVersion: string, kind: string): { readonly replacement?: KindName } {
    const seen = new Set<string>();
    let next: KindName | undefined = this.lifecycle(apiVersion, kind)?.replacement;
    while (next !== undefined && !seen.has(`${next.apiVersion} ${next.kind}`)) {
      const found = this.kind(next.apiVersion, next.kind);
      if (found !== undefined && found.served === undefined) return { replacement: next };
      seen.add(`${next.apiVersion} ${next.kind}`);
      next = this.lifecycle(next.apiVersion, next.kind)?.replacement;
    }
    const heirs = named(this.#served(), kind).filter((one) => groupOf(one) === groupOf({ apiVersion }));
    const heir = best(heirs, apiVersion);
    return heir === undefined ? {} : { replacement: heir };
  }

  #served(): readonly Kind[] {
    return this.kinds().filter((one) => one.served === undefined);
  }

  #fileOf(apiVersion: string): SchemaFile {
    const group = groupOf({ apiVersion });
    return this.#source.groups.includes(group) ? this.#customResources(group) : this.#kubernetes();
  }

  #kubernetes(): SchemaFile {
    return this.#once('', () => this.#source.kubernetes(this.schemas));
  }

  #customResources(group: string): SchemaFile {
    return this.#once(group, () => this.#source.customResources(group));
  }

  #once(key: string, read: () => SchemaFile): SchemaFile {
    const file = this.#files.get(key) ?? read();
    this.#files.set(key, file);
    return file;
  }

  #lifecycleFile(): LifecycleFile {
    this.#lifecycle ??= this.#source.lifecycle();
    return this.#lifecycle;
  }
}

function named(kinds: readonly Kind[], name: string | undefined): readonly Kind[] {
  return kinds.filter((one) => one.kind === name);
}

function like(name: string, kinds: readonly Kind[]): string | undefined {
  const names = kinds.map(({ kind }) => kind);
  return nearest(name, names);
}

/** The most stable and newest of some kinds, rather of the same group. */
function best(kinds: readonly Kind[], apiVersion: string): KindName | undefined {
  const group = groupOf({ apiVersion });
  const near = kinds.filter((one) => groupOf(one) === group);
  const [first] = (near.length > 0 ? near : kinds).toSorted((a, b) => byStability(a.apiVersion, b.apiVersion));
  return first === undefined ? undefined : { apiVersion: first.apiVersion, kind: first.kind };
}

/** Names come from manifests, and `constructor` is no kind. */
function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
