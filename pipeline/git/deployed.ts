import type { Manifest } from '../rendering.ts';
import { type Former, formerAt } from '../write/former.ts';
import { previousPath } from '../write/paths.ts';
import { readDisk } from '../write/read-disk.ts';
import { isContentNamed } from '../write/tree-file.ts';
import { formerFolders, pointersTo } from './former-folders.ts';
import type { Head } from './head.ts';
import { isProject } from './retain-projects.ts';

/** What clusters have until now: it decides what stays for one generation. */
export interface Deployed {
  /**
   * The committed texts of content-named objects, of the generations beside them, of AppProjects and of Applications, by
   * path; undefined without Git.
   */
  readonly committed: ReadonlyMap<string, string> | undefined;
  /** What clusters that change their variant have of its content-named objects in their former ones, by path. */
  readonly elsewhere: ReadonlyMap<string, readonly Former[]>;
}

/**
 * Reads what clusters have until now from the commit at HEAD, or from disk where there is none.
 *
 * @param root the tree on disk
 * @param manifests what was rendered, with all the pointers of its environments
 * @throws UserError when the disk refuses
 */
export function readDeployed(head: Head | undefined, root: string, manifests: readonly Manifest[]): Deployed {
  const named = manifests.filter(({ object }) => isContentNamed(object)).map(({ path }) => path);
  const pointers = pointersTo(new Set(named.map(variantFolder)), manifests);
  const pointing = [...pointers.values()].flat();
  const read: Read = head === undefined ? (paths) => readDisk(root, paths) : (paths) => head.read(paths);
  const projects = manifests.filter(({ object }) => isProject(object)).map(({ path }) => path);
  const texts = head === undefined ? read(pointing) : readGenerations(read, named, [...projects, ...pointing]);
  return {
    committed: head === undefined ? undefined : texts,
    elsewhere: formersIn(formerFolders(pointers, texts), named, read),
  };
}

/** The texts of those files that there are, by path. */
type Read = (paths: readonly string[]) => ReadonlyMap<string, string>;

function formersIn(
  folders: ReadonlyMap<string, readonly string[]>,
  named: readonly string[],
  read: Read,
): Map<string, readonly Former[]> {
  const places = named.flatMap((path) => {
    const folder = variantFolder(path);
    const former = folders.get(folder)?.map((other) => other + path.slice(folder.length));
    return former === undefined ? [] : [[path, former] as const];
  });
  const texts = readGenerations(
    read,
    places.flatMap(([, former]) => former),
  );
  return new Map(
    places.map(([path, former]) => [path, former.map((place) => formerAt(place, (item) => texts.get(item)))]),
  );
}

/** Reads content-named objects with all the generations beside them, nearly always at most one, and some other files. */
function readGenerations(read: Read, paths: readonly string[], others: readonly string[] = []): Map<string, string> {
  const texts = new Map(read([...others, ...paths, ...paths.map((path) => previousPath(path))]));
  let more = paths.filter((path) => texts.has(previousPath(path)));
  for (let number = 2; more.length > 0; number++) {
    const found = read(more.map((path) => previousPath(path, number)));
    for (const [path, text] of found) texts.set(path, text);
    more = more.filter((path) => found.has(previousPath(path, number)));
  }
  return texts;
}

/** `<environment>/ring-<n>/<stack>/<variant>` of `…/<namespace>/<file>`. */
function variantFolder(path: string): string {
  return path.split('/').slice(0, -2).join('/');
}
