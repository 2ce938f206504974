import { ANNOTATION_STEM, type KubeObject } from '../../model/kube.ts';
import type { Manifest } from '../rendering.ts';
import { emit } from './emit.ts';
import type { Former } from './former.ts';

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
  /**
   * What clusters that change their variant have of files that have generations in the variants that they leave, by the
   * path in the new one: it has to stay for one generation, too.
   * @default no cluster changes its variant
   */
  readonly elsewhere?: ReadonlyMap<string, readonly Former[]>;
}

/** A manifest as a file of the tree. */
export function treeFile({ path, object, source }: Manifest): TreeFile {
  const text = () => emit(object, source);
  return isContentNamed(object) ? { path, text, contentName: object.metadata.name } : { path, text };
}

/** Whether others refer to an object by a name that ends in the hash of its content, so that it has generations. */
export function isContentNamed({ kind, metadata }: KubeObject): boolean {
  // nothing refers to a Job; kept, it would run again in a new cluster, beside the one that replaced it
  return metadata.annotations?.[ANNOTATION_STEM] !== undefined && kind !== 'Job';
}
