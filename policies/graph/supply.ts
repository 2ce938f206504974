import { fieldsAt } from '../read.ts';
import type { GraphNode } from './node.ts';
import { PRODUCING_KINDS, type Produced } from './produced.ts';
import { claimPrefixes } from './storage.ts';

/** What there is to see: a Graph. */
interface Seen {
  ofKind(...kinds: readonly string[]): readonly GraphNode[];
  namespaceOf(node: GraphNode): string;
  find(kind: string, namespace: string, name: string): GraphNode | undefined;
}

/** What controllers make, and what is in it. */
export class Supply {
  readonly #graph: Seen;
  readonly #produced = new Map<string, Produced>();
  readonly #claims = new Map<string, string[]>();

  constructor(graph: Seen) {
    this.#graph = graph;
    for (const node of graph.ofKind(...PRODUCING_KINDS)) {
      const namespace = graph.namespaceOf(node);
      for (const made of node.produced) {
        this.#produced.set(`${made.kind} ${made.everywhere ? '*' : namespace} ${made.name}`, made);
      }
    }
    for (const node of graph.ofKind('StatefulSet')) {
      const namespace = graph.namespaceOf(node);
      for (const prefix of claimPrefixes(node.object, node.name)) {
        const list = this.#claims.get(namespace);
        if (list === undefined) this.#claims.set(namespace, [prefix]);
        else list.push(prefix);
      }
    }
  }

  makes(kind: string, namespace: string, name: string): boolean {
    if (kind === 'PersistentVolumeClaim') {
      return (this.#claims.get(namespace) ?? []).some((prefix) => name.startsWith(prefix));
    }
    return this.#madeAs(kind, namespace, name) !== undefined;
  }

  /** The keys of a ConfigMap or Secret; undefined where they are not all known. */
  keysOf(kind: string, namespace: string, name: string): ReadonlySet<string> | undefined {
    const made = this.#madeAs(kind, namespace, name);
    const object = this.#graph.find(kind, namespace, name)?.object;
    if (made !== undefined || object === undefined) return made?.keys === undefined ? undefined : new Set(made.keys);
    // a controller fills in tokens, and what has no data at all is to be filled by somebody
    const fields = kind === 'Secret' ? ['data', 'stringData'] : ['data', 'binaryData'];
    const keys = fields.flatMap((field) => Object.keys(fieldsAt(object, field)));
    return keys.length === 0 ? undefined : new Set(keys);
  }

  #madeAs(kind: string, namespace: string, name: string): Produced | undefined {
    return this.#produced.get(`${kind} ${namespace} ${name}`) ?? this.#produced.get(`${kind} * ${name}`);
  }
}
