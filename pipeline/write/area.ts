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

/** The folder that a path stands in; empty for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** The folders that a path stands in, the innermost first. */
function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) folders.push(folder);
  return folders;
}
