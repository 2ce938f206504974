import { readGeneration } from './generation.ts';
import { previousPath } from './paths.ts';

/** What a tree had of a content-named object at one path: its own one, or that in a variant which a cluster has left. */
export interface Former {
  /** Of the stem's file. */
  readonly path: string;
  /** The text of that file; undefined when there was none. */
  readonly current: string | undefined;
  /** The texts of the generations that were kept beside it. */
  readonly previous: readonly string[];
}

/** What has to stay beside a content-named object. */
export interface KeptGenerations {
  /** Each generation once, in the order of their objects' names. */
  readonly texts: readonly string[];
  /** Paths of generations that were replaced, and cannot be kept because somebody edited them. */
  readonly edited: readonly string[];
}

/** Takes together what a tree has at one path. */
export function formerAt(path: string, textAt: (path: string) => string | undefined): Former {
  const previous: string[] = [];
  for (
    let text = textAt(previousPath(path));
    text !== undefined;
    text = textAt(previousPath(path, previous.length + 1))
  )
    previous.push(text);
  return { path, current: textAt(path), previous };
}

/**
 * The generations that stay beside a content-named object: of each place what the object replaces there, or what was
 * kept there when it replaces nothing. The result depends on what is in the tree, not on the order in which it came
 * there, so that it stays the same once it is committed.
 *
 * @param object what was rendered: the object's name, and the text of its file
 * @param formers where one generation has several texts, the first one counts
 */
export function keptGenerations(
  { name, text }: { readonly name: string; readonly text: string },
  formers: readonly Former[],
): KeptGenerations {
  const kept = new Map<string, string>();
  const edited: string[] = [];
  for (const { path, current, previous } of formers) {
    // nearly always nothing has changed
    const replaced = current === undefined || current === text ? undefined : readGeneration(current, path);
    const changes = replaced !== undefined && replaced.name !== name;
    if (changes && replaced.text === undefined) edited.push(path);
    const candidates =
      changes && replaced.text !== undefined ? [replaced] : previous.map((item) => readGeneration(item, path));
    for (const item of candidates) {
      if (item?.text !== undefined && item.name !== name && !kept.has(item.name)) kept.set(item.name, item.text);
    }
  }
  const texts = [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  return { texts, edited };
}
