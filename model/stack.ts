import type { StackChart } from './chart.ts';
import { UserError } from './errors.ts';
import type { Facts } from './facts.ts';
import { issueProblems } from './issues.ts';
import type { Overlay } from './merge.ts';
import { stackSchema } from './stack-schema.ts';
import * as z from './z.ts';

/** What `build` is given. Nothing else may flow into a rendering. */
export interface BuildContext<C extends z.ZodObject, I extends Images> {
  /** The scope of the stack's constructs. */
  readonly chart: StackChart;
  /** The values, parsed by the stack's schema. */
  readonly config: z.output<C>;
  /** The images as `repository:tag@digest`, from the lock of the ring. */
  readonly images: { readonly [K in keyof I]: string };
  /** The cluster's facts. What is read of them decides how many renderings there are. */
  readonly facts: Facts;
}

/** Image repositories by the names that the stack uses for them. */
export type Images = Readonly<Record<string, string>>;

export interface StackOptions<C extends z.ZodObject, I extends Images> {
  /** One DNS label: the stack's name in environments, in paths and as an Argo CD Application. */
  readonly name: string;
  /** The team that owns it: an AppProject of each cluster, and an owner in CODEOWNERS. One DNS label. */
  readonly team: string;
  /**
   * Repositories of the images it runs, without tag or digest: versions come from the lock.
   * @default none
   */
  readonly images?: I;
  /**
   * The values it takes, with defaults and descriptions.
   * @default none
   */
  readonly config?: C;
  /**
   * The namespace it writes to.
   * @default the stack's name
   */
  readonly namespace?: string;
  /**
   * Names of stacks that have to run on the same cluster. Checked at synth; it orders promotion, not syncs.
   * @default none
   */
  readonly dependsOn?: readonly string[];
  /**
   * What becomes of its objects in a cluster when the stack is removed from it.
   * @default "orphan": they stay until somebody deletes them
   */
  readonly onRemove?: 'orphan' | 'delete';
  /** Builds the objects. Called once per distinct values, images and facts read. */
  build(context: BuildContext<C, I>): void;
}

/** A part of an environment: one stack with its values. `N` are the cluster names that it mentions. */
export interface StackUse<N extends string = string> {
  readonly stack: Stack;
  /** Raw values of the environment. */
  readonly values: unknown;
  /** Raw values of single clusters, laid over those of the environment. */
  readonly overlays: { readonly [cluster: string]: unknown };
  /** Never there: it tells the compiler which clusters are mentioned, so that an unknown one is an error. */
  readonly mentions?: N;
  /** Which clusters run it: all when undefined. */
  readonly selection: readonly ClusterSelector[] | undefined;
  /** Limits it to the named clusters, or to those whose facts satisfy a condition. */
  on<const S extends readonly ClusterSelector[]>(...clusters: S): StackUse<N | Extract<S[number], string>>;
}

export type ClusterSelector = string | ((facts: Facts) => boolean);

/** A stack as the pipeline sees it, whatever its schema. */
export interface Stack {
  readonly name: string;
  readonly team: string;
  readonly images: Images;
  readonly config: z.ZodObject;
  readonly namespace: string;
  readonly dependsOn: readonly string[];
  readonly onRemove: 'orphan' | 'delete';
  // a method, so that a stack with a schema of its own is still a Stack
  build(context: BuildContext<z.ZodObject, Images>): void;
}

/** A stack, to be listed in environments: call it with the values that differ from its defaults. */
export interface StackDefinition<C extends z.ZodObject> {
  <const N extends string = never>(
    values: z.input<C>,
    overlays?: { readonly [K in N]: Overlay<z.input<C>> },
  ): StackUse<N>;
  readonly stack: Stack;
}

/**
 * Declares a stack: a named, configurable unit of deployment. One Argo CD Application per cluster.
 *
 * @throws UserError when an option is unknown, missing or of the wrong kind
 */
export function defineStack<
  C extends z.ZodObject = z.ZodObject<Record<never, never>, z.core.$strict>,
  const I extends Images = Record<never, never>,
>(options: StackOptions<C, I>): StackDefinition<C> {
  const shape = stackSchema.safeParse(options);
  if (!shape.success) throw new UserError(issueProblems('defineStack', stackSchema, options, shape.error));
  const stack: Stack = Object.freeze({
    name: options.name,
    team: options.team,
    images: Object.freeze({ ...options.images }),
    config: options.config ?? z.object({}),
    namespace: options.namespace ?? options.name,
    dependsOn: Object.freeze([...(options.dependsOn ?? [])]),
    onRemove: options.onRemove ?? 'orphan',
    // the renderer parses values by this stack's own schema, so C and I hold when build is called
    build: options.build.bind(options) as Stack['build'],
  });
  const define = (values: unknown, overlays: StackUse['overlays'] = {}) => stackUse(stack, values, overlays, undefined);
  return Object.assign(define, { stack }) as StackDefinition<C>;
}

/** Whether a value is what `defineStack` returned. */
export function isStackDefinition(value: unknown): value is StackDefinition<z.ZodObject> {
  return (
    typeof value === 'function' && 'stack' in value && typeof (value.stack as Stack | undefined)?.build === 'function'
  );
}

/** Whether a value is a stack that was called with its values. */
export function isStackUse(value: unknown): value is StackUse {
  return typeof value === 'object' && value !== null && 'stack' in value && 'overlays' in value;
}

function stackUse(
  stack: Stack,
  values: unknown,
  overlays: StackUse['overlays'],
  selection: readonly ClusterSelector[] | undefined,
): StackUse {
  return {
    stack,
    values,
    overlays,
    selection,
    on: (...clusters) => stackUse(stack, values, overlays, [...(selection ?? []), ...clusters]),
  };
}
