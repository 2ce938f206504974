import { compareKeys, type KeyOrder, orderUnder } from './key-order.ts';

/** A key of an object, ready to be written. */
export interface Field {
  readonly key: string;
  /** The key as it is written in a block mapping, with its colon. */
  readonly label: string;
  /** The order of what stands under it. */
  readonly order: KeyOrder;
}

/** Keys that are remembered, each after those before it: of names that users make up there could be any number. */
const MAX_REMEMBERED = 10_000;

/**
 * Remembers how objects that have the same keys are laid out, which most have with many others: sorting keys, and
 * asking how each is written, takes longer than writing them.
 */
export class KeyLayouts {
  readonly #label: (key: string) => string | undefined;
  readonly #roots = new Map<KeyOrder, Layout>();
  #remembered = 0;

  /** @param label how a key is written; undefined when it is not simple */
  constructor(label: (key: string) => string | undefined) {
    this.#label = label;
  }

  /** The fields of an object in the order in which they are written; undefined when one of its keys is not simple. */
  fieldsOf(object: object, order: KeyOrder): readonly Field[] | undefined {
    const keys = Object.keys(object);
    const layout = this.#find(keys, order);
    if (layout === undefined) return this.#fields(keys, order);
    layout.fields ??= this.#fields(keys, order) ?? 'not simple';
    return layout.fields === 'not simple' ? undefined : layout.fields;
  }

  /** Follows the keys, as they stand in the object, from what is remembered of their order. */
  #find(keys: readonly string[], order: KeyOrder): Layout | undefined {
    let layout: Layout | undefined = this.#roots.get(order);
    if (layout === undefined) {
      layout = new Layout();
      this.#roots.set(order, layout);
    }
    for (const key of keys) {
      layout = layout.next.get(key) ?? this.#add(layout, key);
      if (layout === undefined) return undefined;
    }
    return layout;
  }

  #add(layout: Layout, key: string): Layout | undefined {
    if (this.#remembered >= MAX_REMEMBERED) return undefined;
    this.#remembered++;
    const next = new Layout();
    layout.next.set(key, next);
    return next;
  }

  #fields(keys: readonly string[], order: KeyOrder): readonly Field[] | undefined {
    const fields: Field[] = [];
    for (const key of keys.toSorted((a, b) => compareKeys(order, a, b))) {
      const label = this.#label(key);
      if (label === undefined) return undefined;
      fields.push({ key, label: `${label}:`, order: orderUnder(order, key) });
    }
    return fields;
  }
}

/** What is known of the keys up to one of them. */
class Layout {
  readonly next = new Map<string, Layout>();
  fields: readonly Field[] | 'not simple' | undefined;
}
