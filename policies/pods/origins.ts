/** Where the fields of an object that a controller makes come from: places in the object that it is made of. */
export class Origins {
  readonly #places = new Map<string, Origin>();

  /** What stands at or below `made` comes from the same place at or below `source`. */
  copy(made: string, source: string): void {
    this.#places.set(made, { source, whole: false });
  }

  /** The same where something else stood before. */
  replace(made: string, source: string): void {
    for (const place of this.#places.keys()) if (place.startsWith(`${made}/`)) this.#places.delete(place);
    this.copy(made, source);
  }

  /** What stands at or below `made` is the controller's own; `source` is the nearest thing that somebody wrote. */
  own(made: string, source: string): void {
    this.#places.set(made, { source, whole: true });
  }

  /** Where to look for what stands at a pointer, and whether it is the controller's own. */
  of(made: string): { readonly pointer: string; readonly own: boolean } {
    for (let end = made.length; end >= 0; end = made.lastIndexOf('/', end - 1)) {
      const origin = this.#places.get(made.slice(0, end));
      if (origin !== undefined) {
        return { pointer: origin.whole ? origin.source : `${origin.source}${made.slice(end)}`, own: origin.whole };
      }
      if (end === 0) break;
    }
    return { pointer: '', own: true };
  }
}

interface Origin {
  readonly source: string;
  readonly whole: boolean;
}
