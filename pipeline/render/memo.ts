import { type FactPath, type Facts, factAt } from '../../model/facts.ts';
import { canonicalJson } from '../../model/hash.ts';

/**
 * Remembers a result by the facts that were read to make it: a tree whose nodes ask for one fact.
 *
 * A build is deterministic, so the first fact it reads is always the same one, and the next depends on the values of
 * those before it. Walking the tree therefore never reads a fact that the build would not have read.
 */
export class FactMemo<T> {
  #root: Node<T> | undefined;

  find(facts: FactKeys): T | undefined {
    let node = this.#root;
    while (node !== undefined && !('result' in node)) node = node.branches.get(facts.keyOf(node.fact));
    return node?.result;
  }

  /** Adds a result under the facts read, in the order of reading. */
  add(facts: FactKeys, read: readonly FactPath[], result: T): void {
    const leaf: Node<T> = { result };
    const [first] = read;
    if (first === undefined) {
      this.#root = leaf;
      return;
    }
    this.#root ??= { fact: first, branches: new Map() };
    let node = this.#root;
    for (const [index, fact] of read.entries()) {
      if ('result' in node || node.fact !== fact) {
        throw new Error(
          `a build read ${fact} where it read ${'fact' in node ? node.fact : 'nothing more'} before: it is not deterministic`,
        );
      }
      const key = facts.keyOf(fact);
      const next = read[index + 1];
      const child: Node<T> =
        next === undefined ? leaf : (node.branches.get(key) ?? { fact: next, branches: new Map() });
      node.branches.set(key, child);
      node = child;
    }
  }
}

/** The facts of one cluster as texts that are equal when the values are; each made at most once. */
export class FactKeys {
  readonly #facts: Facts;
  readonly #keys = new Map<FactPath, string>();

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  keyOf(fact: FactPath): string {
    let key = this.#keys.get(fact);
    if (key === undefined) {
      key = canonicalJson(factAt(this.#facts, fact) ?? null);
      this.#keys.set(fact, key);
    }
    return key;
  }
}

type Node<T> = { readonly fact: FactPath; readonly branches: Map<string, Node<T>> } | { readonly result: T };
