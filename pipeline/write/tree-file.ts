import { ANNOTATION_STEM } from '../../model/kube.ts';
import type { Manifest } from '../rendering.ts';
import { emit } from './emit.ts';

/** A file that was rendered. */
export interface TreeFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Makes its text: called once, as nobody holds the texts of a whole tree. */
  readonly text: () => string;
  /**
   * The name of a content-named object that others refer to, its hash included: what it replaces on disk stays beside
   * it for one generation.
   * @default the file has no generations
   */
  readonly contentName?: string;
}

export interface TreeOptions {
  /** The folder that holds the tree, such as `/repository/manifests`. Made when it does not exist. */
  readonly root: string;
  /** Everything that was rendered, each path once. Read once, so it may be a generator. */
  readonly files: Iterable<TreeFile>;
  /**
   * Files and folders that are written and tidied, relative to the root, with `/`; nothing else is even looked at.
   * @default the whole tree
   */
  readonly within?: readonly string[];
  /**
   * Files and folders that stay as they are on disk, whatever was rendered.
   * @default none
   */
  readonly blocked?: readonly string[];
  /**
   * The committed texts of files that have generations, and of their previous ones, by path: what runs in clusters, and
   * so what has to stay for one generation, whatever was written in between.
   * @default what is on disk
   */
  readonly committed?: ReadonlyMap<string, string>;
}

/** A manifest as a file of the tree. */
export function treeFile({ path, object, source }: Manifest): TreeFile {
  const text = () => emit(object, source);
  const stem = object.metadata.annotations?.[ANNOTATION_STEM];
  // nothing refers to a Job; kept, it would run again in a new cluster, beside the one that replaced it
  return stem === undefined || object.kind === 'Job'
    ? { path, text }
    : { path, text, contentName: object.metadata.name };
}
