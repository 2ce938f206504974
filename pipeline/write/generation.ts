import { contentHash } from '../../model/hash.ts';
import { ANNOTATION_STEM } from '../../model/kube.ts';
import { parseObject } from '../parse-object.ts';
import { emit } from './emit.ts';
import { headerSource } from './header.ts';
import { manifestPath } from './paths.ts';

/** A content-named object as it is on disk. */
export interface Generation {
  /** The object's name, its hash included. */
  readonly name: string;
  /** What the file has to say, as Stele writes it; undefined when its content does not prove its name. */
  readonly text: string | undefined;
}

/**
 * Reads a content-named object from its file, and proves it without its source: the hash in its name has to be that
 * of its content, and its namespace, kind and stem those of the path.
 *
 * @param path of the stem's file
 * @returns undefined when the text is no content-named object of Stele's
 */
export function readGeneration(text: string, path: string): Generation | undefined {
  const source = headerSource(text);
  const object = parseObject(text);
  const stem = object?.metadata.annotations?.[ANNOTATION_STEM];
  if (source === undefined || object === undefined || stem === undefined) return undefined;
  const { name } = object.metadata;
  const folder = path.split('/').slice(0, -2).join('/');
  try {
    const proved = name === `${stem}-${contentHash(object)}` && manifestPath(folder, object) === path;
    return { name, text: proved ? emit(object, source) : undefined };
  } catch {
    // what cannot be a path, or cannot be written, was not written by Stele
    return { name, text: undefined };
  }
}
