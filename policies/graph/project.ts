import { at, type Fields, listAt, textAt } from '../read.ts';
import { matchesGlob } from './glob.ts';
import type { GraphNode } from './node.ts';

/** What an Argo CD AppProject allows: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/ */
export class Project {
  readonly name: string;
  readonly #node: GraphNode;
  readonly #kinds = new Map<string, boolean>();
  /** The objects of an Application ask for the same. */
  readonly #destinations = new Map<string, boolean>();
  /** The destinations that allow one namespace and forbid nothing, by that namespace, and all others. */
  readonly #byNamespace = new Map<string, unknown[]>();
  readonly #patterns: unknown[] = [];

  constructor(node: GraphNode) {
    this.name = node.name;
    this.#node = node;
    for (const item of this.#list('destinations')) {
      const namespace = textAt(item, 'namespace') ?? '';
      const isPlain = !/[*?!]/.test(namespace) && !['name', 'server'].some((key) => textAt(item, key)?.startsWith('!'));
      if (!isPlain) this.#patterns.push(item);
      else if (this.#byNamespace.get(namespace)?.push(item) === undefined) this.#byNamespace.set(namespace, [item]);
    }
  }

  /** A pattern that begins with `!` forbids what it names, whatever the others say. */
  allowsSource(repository: string): boolean {
    const url = plainUrl(repository);
    let allowed = false;
    for (const pattern of texts(this.#list('sourceRepos'))) {
      if (pattern.startsWith('!')) {
        if (matchesGlob(plainUrl(pattern.slice(1)), url, '/')) return false;
        // as Argo CD has it: to forbid one is to allow the others
        allowed = true;
      } else allowed ||= matchesGlob(plainUrl(pattern), url, '/');
    }
    return allowed;
  }

  allowsDestination(destination: Fields, namespace: string): boolean {
    const name = textAt(destination, 'name') ?? '';
    const server = textAt(destination, 'server') ?? '';
    const key = JSON.stringify([name, server, namespace]);
    let allowed = this.#destinations.get(key);
    if (allowed === undefined) {
      allowed = this.#listsDestination(name, server, namespace);
      this.#destinations.set(key, allowed);
    }
    return allowed;
  }

  #listsDestination(name: string, server: string, namespace: string): boolean {
    let allowed = false;
    for (const item of [...(this.#byNamespace.get(namespace) ?? []), ...this.#patterns]) {
      const named = textAt(item, 'name') ?? '';
      const served = textAt(item, 'server') ?? '';
      const spaced = textAt(item, 'namespace') ?? '';
      const byName = name !== '' && fits(named, name);
      const byServer = server !== '' && fits(served, server);
      const byNamespace = fits(spaced, namespace);
      if ((byServer || byName) && byNamespace) allowed = true;
      else if (name !== '' && !byName && named.startsWith('!')) return false;
      else if (server !== '' && !byServer && served.startsWith('!') && byNamespace) return false;
      else if (!byNamespace && spaced.startsWith('!') && (byServer || byName)) return false;
    }
    return allowed;
  }

  /** Namespaced kinds are allowed unless lists say otherwise; cluster-scoped ones only when they are listed. */
  allowsKind(group: string, kind: string, name: string, namespaced: boolean): boolean {
    // only the lists for cluster-scoped kinds name objects
    const key = `${group}/${kind}/${namespaced ? '' : name}/${namespaced}`;
    let allowed = this.#kinds.get(key);
    if (allowed === undefined) {
      const scope = namespaced ? 'namespace' : 'cluster';
      const listed = (list: string) =>
        this.#list(`${scope}Resource${list}`).some(
          (item) =>
            matchesGlob(textAt(item, 'group') ?? '', group) &&
            matchesGlob(textAt(item, 'kind') ?? '', kind) &&
            (namespaced || matchesGlob(textAt(item, 'name') || '*', name)),
        );
      // an empty list allows nothing, none at all everything
      const open = namespaced && at(this.#node.object, 'spec', 'namespaceResourceWhitelist') === undefined;
      allowed = (open || listed('Whitelist')) && !listed('Blacklist');
      this.#kinds.set(key, allowed);
    }
    return allowed;
  }

  #list(field: string): readonly unknown[] {
    return listAt(this.#node.object, 'spec', field);
  }
}

/** A pattern, or `!` and a pattern. */
function fits(pattern: string, value: string): boolean {
  return pattern.startsWith('!') ? !matchesGlob(pattern.slice(1), value) : matchesGlob(pattern, value);
}

/** As Argo CD compares them. */
export function plainUrl(url: string): string {
  return url
    .trim()
    .toLowerCase()
    .replace(/\.git$/, '');
}

function texts(list: readonly unknown[]): string[] {
  return list.filter((item) => typeof item === 'string');
}
