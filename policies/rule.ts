import type { Facts, Tier } from '../model/facts.ts';
import type { KubeObject } from '../model/kube.ts';
import type * as z from '../model/z.ts';
import type { Severity } from './finding.ts';
import type { Graph } from './graph/graph.ts';
import type { Move } from './move.ts';
import type { PodView } from './pod.ts';
import type { Fields } from './read.ts';
import type { SchemaCatalog } from './schema/catalog.ts';

/**
 * What an object, or all objects of a cluster, must satisfy: one file of `policies/rules/`, named after its id.
 *
 * - `admission`: a CEL expression, for the check and, by the same text, for the API server
 * - `object`: TypeScript over one object
 * - `graph`: TypeScript over all objects of one cluster
 */
export type Rule<P extends z.ZodObject = z.ZodObject> = AdmissionRule<P> | ObjectRule<P> | GraphRule<P>;

interface RuleText<P extends z.ZodObject> {
  /** Starts with require-, no-, valid- or unique-: the name of the file, of the waiver, and in `--only`. */
  readonly id: string;
  /** One line, without a full stop, such as `No privileged containers`. */
  readonly title: string;
  readonly severity: Severity;
  /** What goes wrong otherwise, for a platform engineer: one to four sentences. */
  readonly why: string;
  /** How to satisfy it, in Stele's terms and in plain YAML: one to four sentences. */
  readonly fix: string;
  /** Ids of the same check elsewhere, such as `PSS baseline: Host Ports`, `C-0057`, `CIS 5.2.2`, `KSV-0017`, `kube-linter: …`. */
  readonly upstream: readonly string[];
  /** Pages that say more, the Kubernetes one first. */
  readonly links: readonly string[];
  /** The version of Stele that brought it: `rulesSince` in the settings makes later rules warnings. */
  readonly since: string;
  /**
   * What `stele.config.ts` may set, each with a default.
   * @default nothing
   */
  readonly parameters?: P;
  /**
   * Parameters that a cluster's facts say: they take the place of those in `stele.config.ts`.
   * @default none
   */
  readonly factParameters?: (facts: Facts) => Partial<z.input<P>>;
  /**
   * Whether values found are secret, and so never shown.
   * @default false
   */
  readonly secret?: boolean;
  /** Its unit tests, its page, and for admission rules its cases against the real API server. The shortest first. */
  readonly examples: { readonly pass: readonly Example[]; readonly fail: readonly FailExample[] };
}

export interface Example {
  /** What is special about it, such as `a sidecar added as init container`. */
  readonly title: string;
  /**
   * YAML documents, indented as a whole or not. For admission rules over pods one Pod that a real API server would
   * otherwise take: tests lift it into a Deployment, a CronJob and the rest.
   */
  readonly yaml: string;
  /** @default the defaults of the rule */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Minor version, such as `1.34`. @default the newest */
  readonly kubernetes?: string;
  /** @default "production" */
  readonly tier?: Tier;
  /**
   * For graph rules: whether these are all objects of the cluster, or only some.
   * @default true
   */
  readonly complete?: boolean;
  /**
   * For graph rules: the files that the objects stand in, in their order.
   * @default they stand nowhere
   */
  readonly files?: readonly string[];
}

export interface FailExample extends Example {
  /** JSON pointers of all findings, in order: `/spec/containers/0/securityContext/privileged`. */
  readonly at: readonly string[];
}

/**
 * A rule in CEL. The text may use `variables.…` of the prelude (`policies/cel/prelude.ts`), and `it` with `each`.
 * The subset of CEL that means the same on both sides is linted when rules are loaded (`policies/cel/subset.ts`).
 */
export interface AdmissionRule<P extends z.ZodObject = z.ZodObject> extends RuleText<P> {
  readonly kind: 'admission';
  /**
   * What it looks at: pods and everything with a pod template, or Services.
   * @default "pods"
   */
  readonly on?: 'pods' | 'services';
  /**
   * The list of the prelude that it loops over, with `it`; without one it looks at the pod (or Service) as a whole.
   * @default none
   */
  readonly each?: ItemList;
  /**
   * Where it applies.
   * @default everywhere
   */
  readonly when?: Cel<P>;
  /** True when all is well. */
  readonly require: Cel<P>;
  /** What must be, to be read after the name of the item, or of the pod or Service: `must not run privileged`. */
  readonly message: string;
  /**
   * JSON pointer of the offending field, relative to the item, the pod spec, or the spec of the Service:
   * `/securityContext/privileged`. Functions get the item as it was written and may point deeper: to the third
   * capability. `../metadata/…` of a pod spec is the pod's metadata.
   * @default the item itself
   */
  readonly at?: string | ((item: Fields, parameters: z.output<P>, pod: WrittenPod) => string | readonly string[]);
  /**
   * The parts of the Pod Security Standards that it stands for, by level and version.
   * @default not part of the standards
   */
  readonly podSecurity?: readonly PodSecurityStandard[];
}

/**
 * - `containers`: all containers, in the order main, init (sidecars among them), ephemeral
 * - `mainContainers`: all but the ephemeral ones
 * - `podAndContainers`: the pod spec, then all containers: what both have, such as `securityContext`; only containers
 *   have a `name`
 * - `volumes`
 */
export type ItemList = 'containers' | 'mainContainers' | 'podAndContainers' | 'volumes';

/** The pod that an item stands in, as it was written; empty for Services. */
export interface WrittenPod {
  readonly metadata: Fields;
  readonly spec: Fields;
}

export type PodSecurityLevel = 'baseline' | 'restricted';

/**
 * What the standards ask for at a level, from a version on. Where that is less than the rule asks for, `require` (and
 * `when`) say what; `--level` uses that.
 */
export interface PodSecurityStandard {
  readonly level: PodSecurityLevel;
  /**
   * Minor version of Kubernetes, such as `1.34`; a later entry of the same level takes its place.
   * @default as long as there are the standards
   */
  readonly since?: string;
  readonly each?: ItemList;
  readonly when?: string;
  readonly require?: string;
}

/** CEL text, or how to make it from the rule's parameters (as CEL literals: see `celLiteral`). */
export type Cel<P extends z.ZodObject = z.ZodObject> = string | ((parameters: z.output<P>) => string);

export interface ObjectRule<P extends z.ZodObject = z.ZodObject> extends RuleText<P> {
  readonly kind: 'object';
  /**
   * `pods` for everything with a pod template, or kinds as `Service` (built-in groups) or `Certificate.cert-manager.io`.
   * @default every object
   */
  readonly looksAt?: 'pods' | readonly string[];
  check(object: KubeObject, context: ObjectContext<P>): Iterable<Offence>;
}

export interface GraphRule<P extends z.ZodObject = z.ZodObject> extends RuleText<P> {
  readonly kind: 'graph';
  check(graph: Graph, context: GraphContext<P>): Iterable<GraphOffence>;
}

export interface RuleContext<P extends z.ZodObject = z.ZodObject> {
  readonly parameters: z.output<P>;
  /** Minor version of the cluster, such as `1.36`. */
  readonly kubernetes: string;
  readonly tier: Tier;
  /** The API's own schemas for that version, read when they are first asked for. */
  readonly schemas: () => SchemaCatalog;
}

export interface ObjectContext<P extends z.ZodObject = z.ZodObject> extends RuleContext<P> {
  /** The pod of a Pod, Deployment, ReplicaSet, StatefulSet, DaemonSet, Job, CronJob: always there with `looksAt: 'pods'`. */
  readonly pod: PodView | undefined;
}

export interface GraphContext<P extends z.ZodObject = z.ZodObject> extends RuleContext<P> {
  /** Whether the objects are all that the cluster will run: Stele's own tree; foreign YAML may lack its Namespaces. */
  readonly complete: boolean;
  /** What is known of the cluster; undefined for foreign YAML. */
  readonly facts: Facts | undefined;
  /** The objects that change their stack, by what they are now. */
  readonly moves: ReadonlyMap<KubeObject, Move>;
}

/** What is wrong with one object. */
export interface Offence {
  /** JSON pointer inside the object; empty for the object itself. */
  readonly pointer: string;
  /** What is wrong, with the value found, in one line and without a full stop. */
  readonly message: string;
  /**
   * What to do about it.
   * @default the rule's `fix`
   */
  readonly remedy?: string;
  /**
   * The value found.
   * @default what stands at the pointer
   */
  readonly value?: unknown;
  /**
   * When it is less than the rule says, such as a reference that a controller may yet satisfy.
   * @default the rule's severity
   */
  readonly severity?: Severity;
}

export interface GraphOffence extends Offence {
  readonly object: KubeObject;
}

/** Declares a rule: gives types, and changes nothing. */
export function defineRule<P extends z.ZodObject>(rule: Rule<P>): Rule<P> {
  return rule;
}
