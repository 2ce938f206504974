import type { BlockedStack, Finding } from '../../policies/finding.ts';
import type { Head } from '../git/head.ts';
import { folderOf } from '../manifests.ts';
import { parseObject } from '../parse-object.ts';
import { placeOf, pointedFolder } from '../place.ts';
import type { Manifest, Variant } from '../rendering.ts';

/**
 * The files and folders that error-level findings keep as they are on disk: those of the variants concerned, the
 * Applications that point at them, and what these pointed at before. Where a whole stack is concerned, also what HEAD has
 * of it and nothing renders now.
 */
export function blockedPaths(
  findings: readonly Finding[],
  variants: readonly Variant[],
  manifests: readonly Manifest[],
  head: Head | undefined,
): string[] {
  const blocks = findings
    .filter(({ severity, waived }) => severity === 'error' && waived === undefined)
    .flatMap((finding) => finding.blocks ?? []);
  if (blocks.length === 0) return [];
  const files = blocks.flatMap((block) => ('path' in block ? [block.path] : []));
  const paths = new Set([...manifests.map(({ path }) => path), ...(head?.paths ?? [])]);
  const stacks = blocks.flatMap((block) => ('path' in block ? [] : [block]));
  const blocked = [...files, ...pathsOf(stacks, variants, paths)];
  return [...new Set([...blocked, ...formerFolders(blocked, head)])];
}

function pathsOf(
  blocks: readonly BlockedStack[],
  variants: readonly Variant[],
  paths: ReadonlySet<string>,
): readonly string[] {
  const whole = new Set(
    blocks
      .filter(({ variants: some }) => some === undefined)
      .map(({ environment, stack }) => `${environment}/${stack}`),
  );
  const single = variants.filter(({ environment, use, name }) =>
    blocks.some(
      (block) =>
        block.environment === environment.name && block.stack === use.stack.name && block.variants?.includes(name),
    ),
  );
  const folders = new Set(single.map(folderOf));
  const pointing = new Set(
    single.flatMap(({ environment, use, clusters }) =>
      clusters.map(({ name }) => `${environment.name}/${name}/${use.stack.name}`),
    ),
  );
  return [...paths].filter((path) => {
    const place = placeOf(path);
    if (place.type === 'other') return false;
    if (whole.has(`${place.environment}/${place.stack}`)) return true;
    return place.type === 'file'
      ? folders.has(place.folder)
      : pointing.has(`${place.environment}/${place.cluster}/${place.stack}`);
  });
}

/** What Applications that stay as they are point at: it has to stay, too, though the variant may have another name now. */
function formerFolders(blocked: readonly string[], head: Head | undefined): string[] {
  const pointers = blocked.filter((path) => placeOf(path).type === 'pointer');
  const texts = head?.read(pointers) ?? new Map<string, string>();
  return [...texts.values()].flatMap((text) => {
    const object = parseObject(text);
    const folder = object === undefined ? '' : pointedFolder(object);
    return folder === '' ? [] : [folder];
  });
}
