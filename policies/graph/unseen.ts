import { groupOf } from '../../model/kube.ts';
import type { Severity } from '../finding.ts';
import { isBuiltIn } from '../kind-key.ts';
import { listAt } from '../read.ts';
import type { Applications } from './applications.ts';
import { isSystemNamespace } from './built-in.ts';
import type { GraphNode } from './node.ts';

/** How a reference that leads nowhere is to be reported. */
export interface Absence {
  /** @default the rule's */
  readonly severity?: Severity;
  /** Ends the message: empty, or why it may be there after all. */
  readonly note: string;
}

/** What there is to see: a Graph. */
interface Seen {
  readonly complete: boolean;
  readonly applications: Applications;
  kinds(): Iterable<string>;
  ofKind(...kinds: readonly string[]): readonly GraphNode[];
  namespaceOf(node: GraphNode): string;
}

/**
 * What may exist although it is not among the objects: because they are not all, because an Application brings it from
 * elsewhere, because Kubernetes or a controller makes it.
 */
export class Unseen {
  readonly #graph: Seen;
  #namespaces: ReadonlySet<string> | undefined;
  #applications: ReadonlyMap<string, string> | undefined;
  #controllers: ReadonlyMap<string, GraphNode> | undefined;

  constructor(graph: Seen) {
    this.#graph = graph;
  }

  /**
   * Of something that is missing by its name.
   *
   * @param namespace empty for what is cluster-scoped
   * @param made whether controllers make such things
   * @returns undefined when nothing can be said
   */
  byName(namespace: string, { made = true }: { readonly made?: boolean } = {}): Absence | undefined {
    if (!this.#graph.complete) {
      return { severity: 'warning', note: ' here: something else must bring it' };
    }
    if (!this.#isWritten(namespace)) return undefined;
    const application =
      namespace === '' ? this.#graph.applications.outside[0]?.node.name : this.#applicationInto(namespace);
    if (application !== undefined) return { severity: 'warning', note: bringing(application) };
    return made ? this.#unlessController(namespace) : { note: '' };
  }

  /**
   * Of something that no selector finds.
   *
   * @param peers whether the namespace has others of the kind: where only a part is here, nothing is said without them
   * @returns undefined when nothing can be said
   */
  bySelector(namespace: string, peers: boolean): Absence | undefined {
    if (!this.#graph.complete) return peers ? { severity: 'warning', note: ' among these objects' } : undefined;
    if (!this.#isWritten(namespace)) return undefined;
    const application = this.#applicationInto(namespace);
    if (application === undefined) return this.#unlessController(namespace);
    return peers ? { severity: 'warning', note: bringing(application) } : undefined;
  }

  /** Whether everything in the namespace is written here, but for what controllers make. */
  isWhole(namespace: string): boolean {
    return this.#graph.complete && this.#isWritten(namespace) && this.#applicationInto(namespace) === undefined;
  }

  /** Whether a namespace exists, as far as a complete tree can say. */
  hasNamespace(namespace: string): boolean {
    this.#namespaces ??= this.#allNamespaces();
    return isSystemNamespace(namespace) || this.#namespaces.has(namespace);
  }

  #isWritten(namespace: string): boolean {
    return namespace === '' || (!isSystemNamespace(namespace) && this.hasNamespace(namespace));
  }

  #applicationInto(namespace: string): string | undefined {
    this.#applications ??= this.#allApplications();
    return this.#applications.get(namespace) ?? this.#applications.get('');
  }

  #unlessController(namespace: string): Absence {
    this.#controllers ??= this.#allControllers();
    const node = this.#controllers.get(namespace);
    if (node === undefined) return { note: '' };
    return { severity: 'warning', note: `, unless the controller of ${node.object.kind} ${node.name} makes it` };
  }

  /** The first Application that brings what is not here into a namespace; under '' the first that may go anywhere. */
  #allApplications(): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const { node, namespace } of this.#graph.applications.outside) {
      if (!found.has(namespace)) found.set(namespace, node.name);
    }
    return found;
  }

  /** Custom resources that nobody here knows: their controllers make what they like. */
  #allControllers(): ReadonlyMap<string, GraphNode> {
    const found = new Map<string, GraphNode>();
    for (const kind of this.#graph.kinds()) {
      const [first] = this.#graph.ofKind(kind);
      if (first === undefined || isBuiltIn(groupOf(first.object)) || makesNothing(first)) continue;
      for (const node of this.#graph.ofKind(kind)) {
        const namespace = this.#graph.namespaceOf(node);
        if (!found.has(namespace)) found.set(namespace, node);
      }
    }
    return found;
  }

  #allNamespaces(): ReadonlySet<string> {
    const names = new Set(this.#graph.ofKind('Namespace').map(({ name }) => name));
    for (const { node, namespace } of this.#graph.applications.all) {
      if (listAt(node.object, 'spec', 'syncPolicy', 'syncOptions').includes('CreateNamespace=true')) {
        names.add(namespace);
      }
    }
    return names;
  }
}

function bringing(application: string): string {
  return `, unless Application ${application} brings it from its own source`;
}

/** Groups whose kinds make nothing, or only what is known of them. */
const KNOWN_GROUPS: ReadonlySet<string> = new Set([
  'argoproj.io',
  'bitnami.com',
  'cert-manager.io',
  'cilium.io',
  'crd.projectcalico.org',
  'external-secrets.io',
  'gateway.networking.k8s.io',
  'generators.external-secrets.io',
  'keda.sh',
  'monitoring.coreos.com',
  'networking.istio.io',
  'projectcalico.org',
  'security.istio.io',
  'secrets-store.csi.x-k8s.io',
  'traefik.io',
  'trust.cert-manager.io',
]);

function makesNothing(node: GraphNode): boolean {
  // an implementation may make the proxies of a Gateway, and a Service for them
  return node.kind !== 'Gateway.gateway.networking.k8s.io' && KNOWN_GROUPS.has(groupOf(node.object));
}
