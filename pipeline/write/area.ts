/** A part of the tree: files and whole folders, named by their paths. */
export class Area {
  readonly #prefixes: ReadonlySet<string> | undefined;
  readonly #above: ReadonlySet<string>;

  /** @param prefixes paths relative to the root, with `/`; undefined is the whole tree */
  constructor(prefixes: readonly string[] | undefined) {
    this.#prefixes = prefixes && new Set(prefixes);
    this.#above = new Set(prefixes?.flatMap((prefix) => foldersOf(prefix)));
  }

  /** Whether a path is in it. */
  covers(path: string): boolean {
    const prefixes = this.#prefixes;
    if (prefixes?.size === 0) return false;
    return prefixes === undefined || prefixes.has(path) || foldersOf(path).some((folder) => prefixes.has(folder));
  }

  /** Whether a folder has some of it in it. */
  reaches(folder: string): boolean {
    return this.#above.has(folder) || this.covers(folder);
  }
}

/** The folders that a path stands in, the innermost first. */
export function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) folders.push(path.slice(0, end));
  return folders;
}
