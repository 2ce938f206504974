import type { Graph } from './graph.ts';
import type { GraphNode } from './node.ts';

/** An object that another one, which comes before it, has the kind, namespace and name of. */
export interface Repeated {
  readonly node: GraphNode;
  readonly first: GraphNode;
}

/** The objects that are there more than once, in whichever version; names that the API server makes up are left out. */
export function* repeated(graph: Graph): Iterable<Repeated> {
  const seen = new Map<string, GraphNode>();
  for (const node of graph.nodes) {
    if (node.name === '') continue;
    const first = seen.get(node.id);
    if (first === undefined) seen.set(node.id, node);
    else yield { node, first };
  }
}
