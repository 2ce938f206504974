import type { AppProjectObject } from '../../constructs/argocd/index.ts';
import type { KubeObject } from '../../model/kube.ts';
import { parseObject } from '../parse-object.ts';
import { retainPermissions } from '../pointers/index.ts';
import type { Manifest } from '../rendering.ts';
import { previousPath } from '../write/paths.ts';
import { treeFile } from '../write/tree-file.ts';
import type { Head } from './head.ts';

/** The committed texts that decide what stays for one generation: content-named objects, and what projects allow. */
export function committedTexts(head: Head, manifests: readonly Manifest[]): ReadonlyMap<string, string> {
  const known = new Set(head.paths);
  const wanted = manifests.flatMap((manifest) => {
    if (isProject(manifest.object)) return [manifest.path];
    return treeFile(manifest).contentName === undefined ? [] : [manifest.path, previousPath(manifest.path)];
  });
  return head.read(wanted.filter((path) => known.has(path)));
}

/** The manifests, with the projects allowing for one generation what their committed versions allow. */
export function retainProjects(manifests: readonly Manifest[], committed: ReadonlyMap<string, string>): Manifest[] {
  return manifests.map((manifest) => {
    const text = isProject(manifest.object) ? committed.get(manifest.path) : undefined;
    // rendered as an AppProject a moment ago
    const project = manifest.object as AppProjectObject;
    return text === undefined ? manifest : { ...manifest, object: retainPermissions(parseObject(text), project) };
  });
}

function isProject({ apiVersion, kind }: KubeObject): boolean {
  return kind === 'AppProject' && apiVersion.startsWith('argoproj.io/');
}
