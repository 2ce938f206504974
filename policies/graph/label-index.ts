import { selects } from '../label-selector.ts';
import { type Fields, isFields, listAt } from '../read.ts';

/** Finds what selectors select without asking everything: by namespace and pair of label and value. */
export class LabelIndex<T> {
  readonly #labelsOf: (item: T) => Fields;
  readonly #namespaces = new Map<string, Bucket<T>>();

  constructor(labelsOf: (item: T) => Fields) {
    this.#labelsOf = labelsOf;
  }

  add(namespace: string, item: T): void {
    let bucket = this.#namespaces.get(namespace);
    if (bucket === undefined) {
      bucket = { all: [], pairs: undefined, known: new Map() };
      this.#namespaces.set(namespace, bucket);
    }
    bucket.all.push(item);
  }

  /** Everything in a namespace. */
  all(namespace: string): readonly T[] {
    return this.#namespaces.get(namespace)?.all ?? [];
  }

  /** The namespaces that have something. */
  namespaces(): Iterable<string> {
    return this.#namespaces.keys();
  }

  /** What a label selector selects in a namespace; everything when the selector is empty. */
  select(namespace: string, selector: Fields): readonly T[] {
    const bucket = this.#namespaces.get(namespace);
    if (bucket === undefined) return [];
    const key = JSON.stringify([selector.matchLabels, selector.matchExpressions]);
    let found = bucket.known.get(key);
    if (found === undefined) {
      found = this.#candidates(bucket, selector).filter((item) => selects(selector, this.#labelsOf(item)));
      bucket.known.set(key, found);
    }
    return found;
  }

  /** Those of the requirement that the fewest meet. */
  #candidates(bucket: Bucket<T>, selector: Fields): readonly T[] {
    const wanted = requirements(selector);
    if (wanted.length === 0) return bucket.all;
    const pairs = this.#pairsOf(bucket);
    let best: readonly (readonly T[])[] = [bucket.all];
    let size = bucket.all.length;
    for (const { key, values } of wanted) {
      const lists = [...new Set(values)].map((value) => pairs.get(`${key}\n${String(value)}`) ?? []);
      const count = lists.reduce((sum, list) => sum + list.length, 0);
      if (count >= size) continue;
      best = lists;
      size = count;
    }
    return best.flat();
  }

  #pairsOf(bucket: Bucket<T>): ReadonlyMap<string, readonly T[]> {
    if (bucket.pairs !== undefined) return bucket.pairs;
    const pairs = new Map<string, T[]>();
    for (const item of bucket.all) {
      for (const [key, value] of Object.entries(this.#labelsOf(item))) {
        const pair = `${key}\n${String(value)}`;
        const list = pairs.get(pair);
        if (list === undefined) pairs.set(pair, [item]);
        else list.push(item);
      }
    }
    bucket.pairs = pairs;
    return pairs;
  }
}

interface Bucket<T> {
  readonly all: T[];
  pairs: ReadonlyMap<string, readonly T[]> | undefined;
  /** What selectors have found: many say the same. */
  readonly known: Map<string, readonly T[]>;
}

/** The labels that a selector wants to have one of some values. */
function requirements(selector: Fields): { readonly key: string; readonly values: readonly unknown[] }[] {
  const equal = isFields(selector.matchLabels) ? Object.entries(selector.matchLabels) : [];
  return [
    ...equal.map(([key, value]) => ({ key, values: [value] })),
    ...listAt(selector, 'matchExpressions').flatMap((expression) =>
      isFields(expression) && expression.operator === 'In' && typeof expression.key === 'string'
        ? [{ key: expression.key, values: listAt(expression, 'values') }]
        : [],
    ),
  ];
}
