import type { KubeObject } from '../../model/kube.ts';
import { kindKey } from '../kind-key.ts';
import { textAt } from '../read.ts';
import { isClusterScoped } from './built-in.ts';
import { type MadePods, podsOf } from './made-pods.ts';
import { type NetworkPolicyView, networkPolicyOf } from './network-policies.ts';
import { type ObjectReference, objectReferences } from './object-references.ts';
import { type PodReference, referencesOf } from './pod-references.ts';
import { type Produced, producedBy } from './produced.ts';
import { type StorageRequest, storageRequests } from './storage.ts';
import { type SyncMoment, syncMoment } from './sync-moment.ts';

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
  #references: readonly PodReference[] | undefined;
  #objectReferences: readonly ObjectReference[] | undefined;
  #storage: readonly StorageRequest[] | undefined;
  #produced: readonly Produced[] | undefined;
  #moment: { readonly found: SyncMoment | undefined } | undefined;
  #policy: NetworkPolicyView | undefined;
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

  /** What its pods cannot start without. */
  get references(): readonly PodReference[] {
    this.#references ??= this.pods === undefined ? [] : referencesOf(this.pods);
    return this.#references;
  }

  /** What it names, if it is of one of `REFERRING_KINDS`. */
  get objectReferences(): readonly ObjectReference[] {
    this.#objectReferences ??= objectReferences(this.kind, this.object);
    return this.#objectReferences;
  }

  /** The StorageClasses that it names. */
  get storage(): readonly StorageRequest[] {
    this.#storage ??= storageRequests(this.kind, this.object, this.pods);
    return this.#storage;
  }

  /** When Argo CD applies it; undefined when no sync does. */
  get moment(): SyncMoment | undefined {
    this.#moment ??= { found: syncMoment(this.object) };
    return this.#moment.found;
  }

  /** What it is about, if it is a NetworkPolicy. */
  get policy(): NetworkPolicyView {
    this.#policy ??= networkPolicyOf(this.object);
    return this.#policy;
  }

  /** The Secrets and ConfigMaps that a controller makes of it. */
  get produced(): readonly Produced[] {
    this.#produced ??= producedBy(this.kind, this.object, this.name);
    return this.#produced;
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
