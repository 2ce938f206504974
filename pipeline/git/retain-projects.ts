import type { AppProjectObject } from '../../constructs/argocd/index.ts';
import type { KubeObject } from '../../model/kube.ts';
import { parseObject } from '../parse-object.ts';
import { retainPermissions } from '../pointers/index.ts';
import type { Manifest } from '../rendering.ts';

/** The manifests, with the projects allowing for one generation what their committed versions allow. */
export function retainProjects(manifests: readonly Manifest[], committed: ReadonlyMap<string, string>): Manifest[] {
  return manifests.map((manifest) => {
    const text = isProject(manifest.object) ? committed.get(manifest.path) : undefined;
    // rendered as an AppProject a moment ago
    const project = manifest.object as AppProjectObject;
    return text === undefined ? manifest : { ...manifest, object: retainPermissions(parseObject(text), project) };
  });
}

/** Whether an object is an AppProject. */
export function isProject({ apiVersion, kind }: KubeObject): boolean {
  return kind === 'AppProject' && apiVersion.startsWith('argoproj.io/');
}
