import { MANIFESTS } from '../../constructs/argocd/index.ts';
import { parseObject } from '../parse-object.ts';
import { placeOf, pointedFolder } from '../place.ts';
import type { Manifest } from '../rendering.ts';

/** The paths of the Applications that deploy some variants, by the variant's folder. */
export function pointersTo(folders: ReadonlySet<string>, manifests: readonly Manifest[]): Map<string, string[]> {
  const pointers = new Map<string, string[]>();
  for (const { path, object } of manifests) {
    if (object.kind !== 'Application' || placeOf(path).type !== 'pointer') continue;
    const folder = pointedFolder(object);
    if (!folders.has(folder)) continue;
    const known = pointers.get(folder);
    if (known === undefined) pointers.set(folder, [path]);
    else known.push(path);
  }
  return pointers;
}

/**
 * The other variants that the clusters of a variant had until now, by its folder and in order: only where a cluster has
 * changed its variant.
 *
 * @param pointers what deploys each variant now, by the variant's folder
 * @param texts what these pointers said until now, by path; anybody may have edited them
 */
export function formerFolders(
  pointers: ReadonlyMap<string, readonly string[]>,
  texts: ReadonlyMap<string, string>,
): Map<string, readonly string[]> {
  const folders = new Map<string, string>();
  const folderIn = (text: string) => {
    const known = folders.get(text) ?? folderOf(text);
    folders.set(text, known);
    return known;
  };
  return new Map(
    [...pointers].flatMap(([folder, paths]) => {
      // nearly always: parsing thousands of Applications would take seconds
      const same = `\n    path: ${MANIFESTS}/${folder}\n`;
      const moved = paths.flatMap((path) => texts.get(path) ?? []).filter((text) => !text.includes(same));
      const former = new Set(
        moved
          .map(folderIn)
          .filter((other) => other !== folder && stackOf(other) !== undefined && stackOf(other) === stackOf(folder)),
      );
      return former.size === 0 ? [] : [[folder, [...former].sort()] as const];
    }),
  );
}

function folderOf(text: string): string {
  const application = parseObject(text);
  return application === undefined ? '' : pointedFolder(application);
}

/** `<environment>/<stack>` of a variant's folder, undefined for any other. */
function stackOf(folder: string): string | undefined {
  const [, environment, stack] = /^([^/]+)\/ring-\d+\/([^/]+)\/[^/]+$/.exec(folder) ?? [];
  return environment === undefined ? undefined : `${environment}/${stack}`;
}
