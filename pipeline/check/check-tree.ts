import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import type { KubeObject } from '../../model/kube.ts';
import type { ClusterModel, Environment } from '../../model/resolved.ts';
import type { Finding } from '../../policies/finding.ts';
import { at, fieldsAt, listAt, textAt } from '../../policies/read.ts';
import { readHead } from '../git/head.ts';
import type { Project } from '../load.ts';
import { MANIFESTS } from '../manifests.ts';
import { pointersFolder } from '../write/paths.ts';
import { placed, placesOf } from './check-foreign.ts';
import { BlockYaml } from './foreign/block-yaml.ts';
import { type ForeignObject, readObjects } from './foreign/read-objects.ts';
import { type JudgeClustersOptions, type JudgedCluster, judgeClusters } from './judge-clusters.ts';
import { findMoves, movesOn } from './moves.ts';
import { pointedRepository } from './pointed-repository.ts';
import { schemaCatalogs } from './schema-catalogs.ts';

export interface CheckTreeResult {
  readonly findings: readonly Finding[];
  /** How many objects were looked at, each once. */
  readonly objects: number;
}

/**
 * Applies the rules to the manifests as they stand on disk, cluster by cluster: what the Applications of a cluster point
 * at is what it runs.
 *
 * @throws UserError when a manifest is missing or cannot be read
 */
export function checkTree(
  project: Project,
  environments: readonly Environment[],
  options: Omit<JudgeClustersOptions, 'options' | 'schemas'>,
): CheckTreeResult {
  const tree = new Tree(project.root);
  const clusters = environments.flatMap((environment) =>
    environment.clusters.map((cluster) => clusterOf(tree, environment, cluster)),
  );
  const head = readHead(project.root);
  const moves = head === undefined ? [] : findMoves(head, tree.placed);
  const moving = clusters.map(({ name, ...cluster }) => ({ ...cluster, moves: movesOn(moves, name) }));
  const judged = judgeClusters(moving, {
    ...options,
    options: project.rules.options,
    schemas: schemaCatalogs(),
  });
  const findings = judged.map(({ place, finding }) => placed(finding, place));
  return { findings, objects: tree.size };
}

function clusterOf(
  tree: Tree,
  environment: Environment,
  cluster: ClusterModel,
): JudgedCluster<ForeignObject> & { readonly name: string } {
  const pointers = tree.folder(`${MANIFESTS}/${pointersFolder(environment.name, cluster.name)}`);
  if (pointers.length === 0) {
    throw new UserError({
      subject: `${MANIFESTS}/${pointersFolder(environment.name, cluster.name)}`,
      message: 'has no manifest; write it with: stele synth',
    });
  }
  const folders = pointers.flatMap(({ object }) => sourcesOf(object));
  const all = [...pointers, ...folders.flatMap((folder) => tree.folder(folder))];
  const objects = new Map<KubeObject, ForeignObject>(all.map((one) => [one.object, one]));
  return {
    name: cluster.name,
    objects,
    kubernetes: cluster.facts.kubernetes,
    tier: environment.tier,
    complete: true,
    facts: cluster.facts,
    places: placesOf(objects, pointedRepository(pointers.map(({ object }) => object))),
  };
}

/** The folders of this repository that an Application deploys. */
function sourcesOf(object: KubeObject): string[] {
  if (object.kind !== 'Application') return [];
  const sources = [at(object, 'spec', 'source'), ...listAt(object, 'spec', 'sources')];
  return sources.flatMap((source) => {
    const path = textAt(source, 'path');
    const recursive = fieldsAt(source, 'directory').recurse === true;
    return recursive && path?.startsWith(`${MANIFESTS}/`) ? [path] : [];
  });
}

/** The manifests on disk, each file read once however many clusters run it. */
class Tree {
  readonly #root: string;
  readonly #folders = new Map<string, readonly ForeignObject[]>();
  readonly #blocks = new BlockYaml();
  size = 0;

  constructor(root: string) {
    this.#root = root;
  }

  /** Everything that was read, by its path relative to `manifests/`. */
  get placed(): { readonly path: string; readonly object: KubeObject }[] {
    const read = [...this.#folders.values()].flat();
    return read.map(({ file, object }) => ({ path: file.slice(MANIFESTS.length + 1), object }));
  }

  /** The objects of a folder and all below it; none when it does not exist. */
  folder(path: string): readonly ForeignObject[] {
    let objects = this.#folders.get(path);
    if (objects === undefined) {
      objects = this.#files(path).flatMap((file) => this.#read(file));
      this.#folders.set(path, objects);
      this.size += objects.length;
    }
    return objects;
  }

  #files(path: string): string[] {
    const absolute = join(this.#root, path);
    // a path of an Application must not lead out of the tree
    if (path.split('/').includes('..') || !existsSync(absolute) || !lstatSync(absolute).isDirectory()) return [];
    return readdirSync(absolute, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        if (entry.isDirectory()) return this.#files(`${path}/${entry.name}`);
        return entry.isFile() && /\.ya?ml$/.test(entry.name) ? [`${path}/${entry.name}`] : [];
      });
  }

  #read(file: string): readonly ForeignObject[] {
    const result = readObjects(readFileSync(join(this.#root, file), 'utf8'), file, this.#blocks);
    if ('problem' in result) throw new UserError({ subject: file, message: result.problem });
    return result.objects;
  }
}
