import type { KubeObject } from '../../model/kube.ts';
import { type Fields, numberAt } from '../read.ts';
import { APPLICATION, Applications, type Places } from './applications.ts';
import { AUTOSCALER_KINDS, type AutoscalerView, autoscalerOf, rolledOut } from './autoscalers.ts';
import { isBuiltInObject } from './built-in.ts';
import { splitSelector } from './given-labels.ts';
import { LabelIndex } from './label-index.ts';
import { type MadePods, OPERATED_KINDS } from './made-pods.ts';
import { type GraphNode, NodeCache, nodeId } from './node.ts';
import { type ServiceView, serviceOf } from './services.ts';
import { Supply } from './supply.ts';
import { Unseen } from './unseen.ts';

export interface GraphInput {
  readonly objects: readonly KubeObject[];
  /** Whether the objects are all that the cluster will run. */
  readonly complete: boolean;
  /** @default nothing is known of where they stand */
  readonly places?: Places | undefined;
}

/**
 * All objects of one cluster, and who refers to whom. What a question needs is indexed when it is first asked, so that
 * all questions together take a time linear in the number of objects.
 */
export class Graph {
  readonly objects: readonly KubeObject[];
  readonly nodes: readonly GraphNode[];
  readonly complete: boolean;
  readonly places: Places | undefined;
  readonly #kinds = new Map<string, GraphNode[]>();
  readonly #home: string;
  readonly #cache: NodeCache;
  #byId: ReadonlyMap<string, GraphNode> | undefined;
  #pods: LabelIndex<MadePods> | undefined;
  #services: ServiceIndex | undefined;
  #applications: Applications | undefined;
  #unseen: Unseen | undefined;
  #supply: Supply | undefined;
  #workloads: readonly GraphNode[] | undefined;
  #autoscalers: ReadonlyMap<string, readonly AutoscalerView[]> | undefined;
  #rolledOut: ReadonlyMap<string, GraphNode> | undefined;

  constructor({ objects, complete, places }: GraphInput, cache = new NodeCache()) {
    this.objects = objects;
    this.complete = complete;
    this.places = places;
    this.#cache = cache;
    this.nodes = objects.map((object) => cache.nodeOf(object));
    for (const node of this.nodes) {
      const list = this.#kinds.get(node.kind);
      if (list === undefined) this.#kinds.set(node.kind, [node]);
      else list.push(node);
    }
    this.#home = complete ? '' : onlyNamespace(this.nodes);
  }

  /** The node of one of the objects. */
  nodeOf(object: KubeObject): GraphNode {
    return this.#cache.nodeOf(object);
  }

  /** The kinds there are. */
  kinds(): Iterable<string> {
    return this.#kinds.keys();
  }

  /** The objects of some kinds, in the order of the kinds, then of the objects. */
  ofKind(...kinds: readonly string[]): readonly GraphNode[] {
    const [only] = kinds;
    if (kinds.length === 1 && only !== undefined) return this.#kinds.get(only) ?? [];
    return kinds.flatMap((kind) => this.#kinds.get(kind) ?? []);
  }

  /**
   * The namespace of an object. Objects without one belong together; where the others have one namespace, they are in
   * that: the release's, as `helm template` writes it into some of them.
   */
  namespaceOf(node: GraphNode): string {
    return node.namespace === '' && !node.clusterScoped ? this.#home : node.namespace;
  }

  /** An object by kind, namespace and name: the first when there are several. */
  find(kind: string, namespace: string, name: string): GraphNode | undefined {
    this.#byId ??= this.#indexById();
    const found = this.#byId.get(nodeId(kind, namespace, name));
    // what says no namespace may be in any
    return found ?? (this.complete ? undefined : this.#byId.get(nodeId(kind, this.#home, name)));
  }

  /** Whether an object is among these, or every cluster has it. */
  has(kind: string, namespace: string, name: string): boolean {
    return isBuiltInObject(kind, name) || this.find(kind, namespace, name) !== undefined;
  }

  /** Everything that has pods. */
  get workloads(): readonly GraphNode[] {
    this.#workloads ??= this.nodes.filter(({ pods }) => pods !== undefined);
    return this.#workloads;
  }

  /** The pods of a namespace that a label selector selects. */
  podsSelected(namespace: string, selector: Fields): readonly MadePods[] {
    const { written, mayBeGiven } = splitSelector(selector);
    const found = this.#podIndex().select(namespace, written);
    return mayBeGiven === undefined ? found : found.filter(mayBeGiven);
  }

  /** The pods of a namespace. */
  podsIn(namespace: string): readonly MadePods[] {
    return this.#podIndex().all(namespace);
  }

  /** The namespaces that have pods. */
  podNamespaces(): readonly string[] {
    return [...this.#podIndex().namespaces()];
  }

  /** A Service, or one that an operator makes. */
  service(namespace: string, name: string): ServiceView | undefined {
    const { byName } = this.#serviceIndex();
    const found = byName.get(`${namespace}\n${name}`);
    return found ?? (this.complete ? undefined : byName.get(`${this.#home}\n${name}`));
  }

  /** The Services of a namespace that a label selector selects. */
  servicesSelected(namespace: string, selector: Fields): readonly ServiceView[] {
    return this.#serviceIndex().byLabels.select(namespace, selector);
  }

  servicesIn(namespace: string): readonly ServiceView[] {
    return this.#serviceIndex().byLabels.all(namespace);
  }

  get applications(): Applications {
    this.#applications ??= new Applications(this.ofKind(APPLICATION), this.objects, this.places);
    return this.#applications;
  }

  /** Autoscalers by the ids of what they scale. */
  get autoscalers(): ReadonlyMap<string, readonly AutoscalerView[]> {
    this.#autoscalers ??= Map.groupBy(
      this.ofKind(...AUTOSCALER_KINDS).flatMap((node) => autoscalerOf(node, this.namespaceOf(node)) ?? []),
      ({ target }) => target,
    );
    return this.#autoscalers;
  }

  /** The id of an object, as autoscalers name it. */
  idOf(node: GraphNode): string {
    return nodeId(node.kind, this.namespaceOf(node), node.name);
  }

  /** How many pods of a workload there are at least, when nothing is wrong; undefined when nobody says. */
  replicasOf(node: GraphNode): number | undefined {
    this.#rolledOut ??= rolledOut(this.ofKind('Rollout.argoproj.io'), (rollout) => this.namespaceOf(rollout));
    const id = this.idOf(node);
    const rollout = this.#rolledOut.get(id);
    if (rollout !== undefined) {
      const [scaled] = this.autoscalers.get(this.idOf(rollout)) ?? [];
      return scaled?.minimum ?? numberAt(rollout.object, 'spec', 'replicas') ?? 1;
    }
    return this.autoscalers.get(id)?.[0]?.minimum ?? node.pods?.replicas;
  }

  /** What may be there although it is not among these objects. */
  get unseen(): Unseen {
    this.#unseen ??= new Unseen(this);
    return this.#unseen;
  }

  /** What controllers make of these objects. */
  get supply(): Supply {
    this.#supply ??= new Supply(this);
    return this.#supply;
  }

  #indexById(): ReadonlyMap<string, GraphNode> {
    const byId = new Map<string, GraphNode>();
    for (const node of this.nodes) {
      const id = this.#home === '' || node.namespace !== '' || node.clusterScoped ? node.id : this.idOf(node);
      if (!byId.has(id)) byId.set(id, node);
    }
    return byId;
  }

  #podIndex(): LabelIndex<MadePods> {
    if (this.#pods === undefined) {
      this.#pods = new LabelIndex(({ labels }) => labels);
      for (const node of this.nodes) {
        if (node.pods !== undefined) this.#pods.add(this.namespaceOf(node), node.pods);
      }
    }
    return this.#pods;
  }

  #serviceIndex(): ServiceIndex {
    if (this.#services === undefined) {
      const byName = new Map<string, ServiceView>();
      const byLabels = new LabelIndex<ServiceView>(({ labels }) => labels);
      for (const node of this.ofKind('Service', ...OPERATED_KINDS)) {
        const service = serviceOf(node);
        if (service === undefined) continue;
        const namespace = this.namespaceOf(node);
        const key = `${namespace}\n${service.name}`;
        if (byName.has(key)) continue;
        byName.set(key, service);
        byLabels.add(namespace, service);
      }
      this.#services = { byName, byLabels };
    }
    return this.#services;
  }
}

interface ServiceIndex {
  readonly byName: ReadonlyMap<string, ServiceView>;
  readonly byLabels: LabelIndex<ServiceView>;
}

/** The namespace that all objects which name one are in; empty when they name none or several. */
function onlyNamespace(nodes: readonly GraphNode[]): string {
  let only = '';
  for (const { namespace } of nodes) {
    if (namespace === '' || namespace === only) continue;
    if (only !== '') return '';
    only = namespace;
  }
  return only;
}
