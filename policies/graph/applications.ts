import type { KubeObject } from '../../model/kube.ts';
import { at, type Fields, fieldsAt, isFields, listAt, textAt } from '../read.ts';
import type { GraphNode } from './node.ts';

/** Where the objects of a tree stand, so that the paths of Applications mean something. */
export interface Places {
  /**
   * The repository that the tree is committed to.
   * @default not known: a path that holds nothing may be of another repository
   */
  readonly repository?: string;
  /** The folder of the tree that an object stands in, or one above it that is deployed as a whole. */
  folderOf(object: KubeObject): string | undefined;
  /** The file, for messages. */
  fileOf(object: KubeObject): string | undefined;
}

export const APPLICATION = 'Application.argoproj.io';
export const APP_PROJECT = 'AppProject.argoproj.io';

/** An Argo CD Application. */
export interface ApplicationView {
  readonly node: GraphNode;
  readonly sources: readonly SourceView[];
  readonly project: string;
  readonly destination: Fields;
  /** Where what it deploys goes when it does not say; empty when that is not said either. */
  readonly namespace: string;
}

export interface SourceView {
  readonly repository: string | undefined;
  /** A folder, without `./` and trailing slashes. */
  readonly path: string | undefined;
  readonly pointer: string;
  readonly recursive: boolean;
  /** Whether the tree has the folder. */
  readonly inside: boolean;
}

/** The Applications of a cluster, and which of them deploys what. */
export class Applications {
  readonly all: readonly ApplicationView[];
  /** Those that bring what nobody here can see. */
  readonly outside: readonly ApplicationView[];
  readonly #places: Places | undefined;
  readonly #byPath = new Map<string, ApplicationView>();
  readonly #owners = new Map<string, ApplicationView | undefined>();

  constructor(nodes: readonly GraphNode[], objects: readonly KubeObject[], places: Places | undefined) {
    this.#places = places;
    const folders = nodes.length > 0 && places !== undefined ? foldersOf(objects, places) : new Set<string>();
    this.all = nodes.map((node) => viewOf(node, folders));
    this.outside = this.all.filter(({ sources }) => sources.some(({ inside }) => !inside));
    for (const application of this.all) {
      for (const { path, inside } of application.sources) {
        if (inside && path !== undefined && !this.#byPath.has(path)) this.#byPath.set(path, application);
      }
    }
  }

  /** The Application that deploys an object; undefined when none is known to. */
  ownerOf(object: KubeObject): ApplicationView | undefined {
    const folder = this.#places?.folderOf(object);
    if (folder === undefined) return undefined;
    if (!this.#owners.has(folder)) this.#owners.set(folder, this.#ownerOf(folder));
    return this.#owners.get(folder);
  }

  #ownerOf(folder: string): ApplicationView | undefined {
    for (const path of ancestors(folder)) {
      const application = this.#byPath.get(path);
      const source = application?.sources.find((one) => one.path === path);
      if (source !== undefined && (source.recursive || path === folder)) return application;
    }
    return undefined;
  }
}

function foldersOf(objects: readonly KubeObject[], places: Places): ReadonlySet<string> {
  const direct = new Set(objects.map((object) => places.folderOf(object)));
  return new Set([...direct].flatMap((folder) => (folder === undefined ? [] : ancestors(folder))));
}

/** A folder and those above it, the nearest first. */
function ancestors(folder: string): string[] {
  const parts = folder.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

function viewOf(node: GraphNode, folders: ReadonlySet<string>): ApplicationView {
  const spec = fieldsAt(node.object, 'spec');
  const written = [
    { source: spec.source, pointer: '/spec/source' },
    ...listAt(spec, 'sources').map((source, index) => ({ source, pointer: `/spec/sources/${index}` })),
  ].filter(({ source }) => isFields(source));
  return {
    node,
    sources: written.map(({ source, pointer }) => {
      const path = textAt(source, 'path')
        ?.replace(/^(\.?\/)+/, '')
        .replace(/\/+$/, '');
      // a chart, or what generates manifests, is not the files in the folder
      const plain = at(source, 'chart') === undefined && at(source, 'helm') === undefined;
      return {
        repository: textAt(source, 'repoURL'),
        path,
        pointer,
        recursive: at(source, 'directory', 'recurse') === true,
        inside: plain && path !== undefined && folders.has(path),
      };
    }),
    project: textAt(spec, 'project') || 'default',
    destination: fieldsAt(spec, 'destination'),
    namespace: textAt(spec, 'destination', 'namespace') ?? '',
  };
}
