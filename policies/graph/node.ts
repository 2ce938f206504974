import type { KubeObject } from '../../model/kube.ts';
import { kindKey } from '../kind-key.ts';
import { textAt } from '../read.ts';
import { isClusterScoped } from './built-in.ts';
import { type MadePods, podsOf } from './made-pods.ts';

/** An object with what relations look at, worked out once however many clusters share it. */
export class GraphNode {
  readonly object: KubeObject;
  /** As `kindKey` says it: `Service`, `HTTPRoute.gateway.networking.k8s.io`. */
  readonly kind: string;
  /** As written; empty for cluster-scoped objects, and where none is written. */
  readonly namespace: string;
  readonly name: string;
  /** Kind, namespace and name. */
  readonly id: string;
  readonly clusterScoped: boolean;
  #pods: { readonly made: MadePods | undefined } | undefined;

  constructor(object: KubeObject) {
    this.object = object;
    this.kind = kindKey(object);
    this.clusterScoped = isClusterScoped(this.kind);
    this.namespace = this.clusterScoped ? '' : (textAt(object, 'metadata', 'namespace') ?? '');
    this.name = textAt(object, 'metadata', 'name') ?? '';
    this.id = nodeId(this.kind, this.namespace, this.name);
  }

  /** The pods that it is, makes, or has made by an operator. */
  get pods(): MadePods | undefined {
    this.#pods ??= { made: podsOf(this.kind, this.object) };
    return this.#pods.made;
  }
}

export function nodeId(kind: string, namespace: string, name: string): string {
  return `${kind}\n${namespace}\n${name}`;
}

/** Nodes by their objects: renderings are shared between clusters. */
export class NodeCache {
  readonly #nodes = new WeakMap<KubeObject, GraphNode>();

  nodeOf(object: KubeObject): GraphNode {
    let node = this.#nodes.get(object);
    if (node === undefined) {
      node = new GraphNode(object);
      this.#nodes.set(object, node);
    }
    return node;
  }
}
