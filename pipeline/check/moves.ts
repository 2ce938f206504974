import { groupOf, type KubeObject } from '../../model/kube.ts';
import type { Move } from '../../policies/move.ts';
import { syncOptionsOf } from '../../policies/sync-options.ts';
import type { Head } from '../git/head.ts';
import { parseObject } from '../parse-object.ts';
import { type FilePlace, type Place, type PointerPlace, placeOf, pointedFolder } from '../place.ts';
import type { Manifest } from '../rendering.ts';

/** An object that one stack gives up and another takes on, in one commit. */
export interface FoundMove extends Move {
  readonly environment: string;
  /** As it is now. */
  readonly object: KubeObject;
}

/**
 * The objects that change their stack and would be deleted while they do: the former stack's Application prunes what
 * the new one adopts, in either order. An object that HEAD keeps from being pruned may move.
 *
 * A cluster counts only when HEAD deploys the former stack's variant to it.
 *
 * @param after every manifest of the environments concerned, pointers included
 */
export function findMoves(head: Head, after: readonly PlacedObject[]): FoundMove[] {
  const next = sortOut(after.map((manifest) => ({ ...placeOf(manifest.path), manifest })));
  const claims = Map.groupBy(next.files, ({ key }) => key);
  const committed = sortOut(head.paths.map((path) => ({ ...placeOf(path), path })));
  const leaving = committed.files.filter(({ key, stack }) => claims.get(key)?.some((claim) => claim.stack !== stack));
  if (leaving.length === 0) return [];

  const pointers = pointersTo(leaving, committed.pointers);
  const texts = head.read([...leaving, ...pointers].map(({ path }) => path));
  const applications = pointers.flatMap(({ path, cluster }) => {
    const object = parseObject(texts.get(path) ?? '');
    return object === undefined ? [] : [{ cluster, object, folder: pointedFolder(object) }];
  });
  const folders = new Map(
    next.pointers.map(({ environment, cluster, stack, manifest }) => [
      `${environment}/${cluster}/${stack}`,
      pointedFolder(manifest.object),
    ]),
  );
  const moves = new Map<string, FoundMove & { readonly clusters: string[] }>();
  for (const { path, key, folder, environment, stack } of leaving) {
    const object = parseObject(texts.get(path) ?? '');
    if (object === undefined) continue;
    for (const { cluster, object: application } of applications.filter((item) => item.folder === folder)) {
      const folderNow = (name: string) => folders.get(`${environment}/${cluster}/${name}`);
      const owners = claims.get(key)?.filter((claim) => claim.folder === folderNow(claim.stack)) ?? [];
      const [owner] = owners;
      // while its stack renders it, nothing deletes it
      if (owner === undefined || owners.some((claim) => claim.stack === stack)) continue;
      if (identity(owner.manifest.object) !== identity(object)) continue;
      if (!deletes(object, application, folderNow(stack) !== undefined)) continue;
      const id = `${path}\n${owner.manifest.path}`;
      const into = owner.manifest.object;
      const move = moves.get(id) ?? { environment, clusters: [], object: into, from: stack, to: owner.stack };
      move.clusters.push(cluster);
      moves.set(id, move);
    }
  }
  return [...moves.values()];
}

/** A file of the tree. */
type PlacedObject = Pick<Manifest, 'path' | 'object'>;

/** The committed Applications of the stacks that some files are of. */
function pointersTo<T>(files: readonly FilePlace[], pointers: readonly (PointerPlace & T)[]): (PointerPlace & T)[] {
  const stacks = new Set(files.map(({ environment, stack }) => `${environment}/${stack}`));
  return pointers.filter(({ environment, stack }) => stacks.has(`${environment}/${stack}`));
}

/** The moves of one cluster, as its rules ask for them. */
export function movesOn(moves: readonly FoundMove[], cluster: string): ReadonlyMap<KubeObject, Move> {
  return new Map(moves.filter(({ clusters }) => clusters.includes(cluster)).map((move) => [move.object, move]));
}

/** Whether the former stack's Application deletes the object, once that stack has given it up. */
function deletes(object: KubeObject, application: KubeObject, runsOn: boolean): boolean {
  if (runsOn) return syncOptionsOf(object).get('Prune') !== 'false';
  const { finalizers } = application.metadata;
  const cascades =
    Array.isArray(finalizers) &&
    finalizers.some((finalizer) => String(finalizer).startsWith('resources-finalizer.argocd.argoproj.io'));
  return cascades && syncOptionsOf(object).get('Delete') !== 'false';
}

function sortOut<T>(places: readonly (Place & T)[]): { files: (FilePlace & T)[]; pointers: (PointerPlace & T)[] } {
  const files: (FilePlace & T)[] = [];
  const pointers: (PointerPlace & T)[] = [];
  for (const place of places) {
    if (place.type === 'file') files.push(place);
    else if (place.type === 'pointer') pointers.push(place);
  }
  return { files, pointers };
}

function identity(object: KubeObject): string {
  const { name, namespace = '' } = object.metadata;
  return `${groupOf(object)}/${object.kind}/${namespace}/${name}`;
}
