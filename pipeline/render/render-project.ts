import type { AdmissionPolicies } from '../../model/admission.ts';
import { type Problem, throwIfAny } from '../../model/errors.ts';
import { canonicalJson, shortHash } from '../../model/hash.ts';
import { lockRing } from '../../model/lock.ts';
import type { ClusterModel, Environment, StackInEnvironment } from '../../model/resolved.ts';
import type { Values } from '../../model/values.ts';
import type { Project } from '../load.ts';
import type { Variant } from '../rendering.ts';
import { admissionPolicies } from './admission-policies.ts';
import { FactKeys, FactMemo } from './memo.ts';
import { pauses } from './pause.ts';
import { type RenderInput, type RenderResult, renderStack } from './render-stack.ts';
import { variantName } from './variant-name.ts';

export interface RenderOptions {
  /**
   * The environments to render.
   * @default all
   */
  readonly environments?: readonly Environment[];
  /** Called before each build, with how many there were before it. */
  readonly onBuild?: (builds: number) => void;
}

export interface RenderedProject {
  readonly variants: readonly Variant[];
  /** How often a stack's `build` was called. */
  readonly builds: number;
}

/**
 * Renders every stack for every cluster that runs it: one build per distinct values, images and facts read.
 *
 * @throws UserError with every problem found
 */
export async function renderProject(project: Project, options: RenderOptions = {}): Promise<RenderedProject> {
  const renderer = new Renderer(project, options);
  const variants: Variant[] = [];
  for (const environment of options.environments ?? project.environments) {
    variants.push(...(await renderer.environment(environment)));
  }
  throwIfAny(renderer.problems);
  return { variants, builds: renderer.builds };
}

/** The state of one call: what was built, under which inputs. */
class Renderer {
  readonly problems: Problem[] = [];
  builds = 0;
  readonly #project: Project;
  readonly #options: RenderOptions;
  readonly #memos = new Map<string, FactMemo<RenderResult>>();
  readonly #keys = new Map<ClusterModel, FactKeys>();
  readonly #policies: AdmissionPolicies;
  readonly #pause = pauses();
  readonly #stackIds = new Map<StackInEnvironment['stack'], number>();

  constructor(project: Project, options: RenderOptions) {
    this.#project = project;
    this.#policies = admissionPolicies(project.rules);
    this.#options = options;
  }

  async environment(environment: Environment): Promise<Variant[]> {
    const namespaces = new Map(environment.stacks.map(({ stack }) => [stack.name, stack.namespace]));
    // as a hash: it is part of a key for every stack, and as long as they are many
    const surroundings = shortHash(canonicalJson([environment.sealed, [...namespaces]]));
    const variants: Variant[] = [];
    for (const use of environment.stacks)
      variants.push(...(await this.#stack(environment, use, namespaces, surroundings)));
    return variants;
  }

  async #stack(
    environment: Environment,
    use: StackInEnvironment,
    namespaces: ReadonlyMap<string, string>,
    surroundings: string,
  ): Promise<Variant[]> {
    const variants = new Map<string, Variant & { readonly clusters: ClusterModel[] }>();
    for (const cluster of use.clusters) {
      await this.#pause();
      const overlay = use.overlays.get(cluster.name);
      const values = overlay ?? use.values;
      const memo = this.#memo(environment, use, cluster.ring, values, surroundings);
      const result = this.#find(memo, {
        root: this.#project.root,
        environment,
        cluster,
        use,
        values,
        namespaces,
        clusterScoped: this.#project.config.clusterScoped,
        platformTeam: this.#project.config.platformTeam,
        admissionPolicies: this.#policies,
      });
      if (!('rendering' in result)) continue;
      const { rendering } = result;
      const name = variantName(cluster.facts, overlay !== undefined, rendering.read);
      const place = `${cluster.ring}/${name}`;
      const variant = variants.get(place);
      if (variant === undefined) {
        variants.set(place, { environment, ring: cluster.ring, use, name, rendering, clusters: [cluster] });
      } else if (variant.rendering === rendering) {
        variant.clusters.push(cluster);
      } else {
        this.problems.push({
          subject: `${environment.file}: ${use.stack.name}`,
          message: `clusters ${variant.clusters[0]?.name} and ${cluster.name} need different renderings, but both are named "${name}"; name the clusters unlike each other's region, Kubernetes version and other facts`,
        });
      }
    }
    return [...variants.values()];
  }

  #find(memo: FactMemo<RenderResult>, input: RenderInput): RenderResult {
    const keys = this.#keysOf(input.cluster);
    const known = memo.find(keys);
    if (known !== undefined) return known;
    this.#options.onBuild?.(this.builds);
    this.builds++;
    const result = renderStack(input, this.problems);
    memo.add(keys, 'rendering' in result ? result.rendering.read : result.read, result);
    return result;
  }

  #memo(
    environment: Environment,
    use: StackInEnvironment,
    ring: number,
    values: Values,
    surroundings: string,
  ): FactMemo<RenderResult> {
    const { images } = lockRing(environment.lock, ring);
    const versions = Object.values(use.stack.images).map((repository) => images[repository]);
    const key = `${this.#stackId(use)}\n${values.key}\n${canonicalJson(versions)}\n${surroundings}`;
    const memo = this.#memos.get(key) ?? new FactMemo();
    this.#memos.set(key, memo);
    return memo;
  }

  #stackId({ stack }: StackInEnvironment): number {
    const id = this.#stackIds.get(stack) ?? this.#stackIds.size;
    this.#stackIds.set(stack, id);
    return id;
  }

  #keysOf(cluster: ClusterModel): FactKeys {
    const keys = this.#keys.get(cluster) ?? new FactKeys(cluster.facts);
    this.#keys.set(cluster, keys);
    return keys;
  }
}
