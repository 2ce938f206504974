import { type App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { AdmissionPolicies } from './admission.ts';
import type { Facts } from './facts.ts';

/** What an Application that a stack renders needs its team's AppProject to allow, beyond what the stack itself renders. */
export interface ProjectNeeds {
  /** Git repositories that it reads from. */
  readonly repositories: readonly string[];
  /** Namespaces that it writes to. */
  readonly namespaces: readonly string[];
  /** Cluster-scoped kinds that it writes, as `group/Kind`; the core group is empty: `/Namespace`. */
  readonly clusterKinds: readonly string[];
  /** Namespaced kinds that it writes, in the same form. */
  readonly namespacedKinds: readonly string[];
}

/** The permission to break a rule, for each object of a stack that does. */
export interface StackWaiver {
  readonly rule: string;
  /** `<reason> (owner: <team>, until: YYYY-MM-DD)` */
  readonly text: string;
}

export interface StackChartProps {
  readonly stack: string;
  readonly team: string;
  /** The team that may give its stacks rights in the whole cluster. */
  readonly platformTeam: string;
  /** The namespace the stack writes to. */
  readonly namespace: string;
  /** References of the images that the lock gives this stack. */
  readonly images: readonly string[];
  readonly facts: Facts;
  /** The namespace of each stack that the environment runs, by the stack's name. */
  readonly namespaces: ReadonlyMap<string, string>;
  /**
   * The rules of the repository as policies for the API server.
   * @default there are no rules
   */
  readonly admissionPolicies?: AdmissionPolicies | undefined;
}

const STACK_CHART = Symbol.for('stele.StackChart');

/** The chart that a stack builds into. It carries what constructs need to know of their surroundings. */
export class StackChart extends Chart {
  readonly stack: string;
  readonly team: string;
  /** The team that may give its stacks rights in the whole cluster. */
  readonly platformTeam: string;
  override readonly namespace: string;
  readonly facts: Facts;
  readonly images: readonly string[];
  /** The rules of the repository as policies for the API server. */
  readonly admissionPolicies: AdmissionPolicies;
  readonly #namespaces: ReadonlyMap<string, string>;
  readonly #projectNeeds: ProjectNeeds[] = [];
  readonly #waivers: StackWaiver[] = [];

  constructor(app: App, props: StackChartProps) {
    // names are explicit everywhere, so that renaming a construct never renames an object
    super(app, props.stack, { namespace: props.namespace, disableResourceNameHashes: true });
    this.stack = props.stack;
    this.team = props.team;
    this.platformTeam = props.platformTeam;
    this.namespace = props.namespace;
    this.images = props.images;
    this.facts = props.facts;
    this.admissionPolicies = props.admissionPolicies ?? (() => []);
    this.#namespaces = props.namespaces;
    Object.defineProperty(this, STACK_CHART, { value: true });
  }

  /**
   * The chart of the stack that a construct belongs to.
   *
   * @throws Error when the construct stands in no stack
   */
  static override of(construct: IConstruct): StackChart {
    const chart = construct.node.scopes.find((scope): scope is StackChart => STACK_CHART in scope);
    if (chart === undefined) {
      throw new Error(`${construct.node.path} stands in no stack; give it the chart of a stack's build() as its scope`);
    }
    return chart;
  }

  /** Whether a construct is the chart of a stack: cdk8s gives classes an `instanceof` of their own. */
  static isStackChart(construct: IConstruct): construct is StackChart {
    return STACK_CHART in construct;
  }

  /** The namespace of a stack of this environment, or undefined when the environment does not run it. */
  namespaceOf(stack: string): string | undefined {
    return stack === this.stack ? this.namespace : this.#namespaces.get(stack);
  }

  /** The names of the stacks of this environment, for messages. */
  get stacks(): readonly string[] {
    return [...this.#namespaces.keys()];
  }

  get waivers(): readonly StackWaiver[] {
    return this.#waivers;
  }

  /** Permits every object of the stack that breaks a rule to break it. */
  addWaiver(waiver: StackWaiver): void {
    this.#waivers.push(waiver);
  }

  get projectNeeds(): readonly ProjectNeeds[] {
    return this.#projectNeeds;
  }

  /** Says what the team's AppProject has to allow for an Application in this stack. */
  addProjectNeeds(needs: ProjectNeeds): void {
    this.#projectNeeds.push(needs);
  }
}
