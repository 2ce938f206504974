import type { KubeObject } from '../../model/kube.ts';
import { at, isFields, listAt, textAt } from '../read.ts';
import type { MadePods } from './made-pods.ts';

/** A StorageClass that a claim asks for, with where it says so. */
export interface StorageRequest {
  readonly name: string;
  readonly pointer: string;
}

/** The StorageClasses that an object's claims name: of a claim, its templates, and the volumes of pods. */
export function storageRequests(kind: string, object: KubeObject, pods: MadePods | undefined): StorageRequest[] {
  const found: StorageRequest[] = [];
  const add = (claim: unknown, pointer: string) => {
    const name = textAt(claim, 'spec', 'storageClassName');
    // an empty one asks for a volume that exists
    if (name !== undefined && name !== '') found.push({ name, pointer: `${pointer}/spec/storageClassName` });
  };
  if (kind === 'PersistentVolumeClaim') add(object, '');
  if (kind === 'StatefulSet') {
    for (const [index, claim] of listAt(object, 'spec', 'volumeClaimTemplates').entries()) {
      add(claim, `/spec/volumeClaimTemplates/${index}`);
    }
  }
  if (pods === undefined) return found;
  for (const [index, volume] of listAt(pods.spec, 'volumes').entries()) {
    const template = at(volume, 'ephemeral', 'volumeClaimTemplate');
    if (isFields(template)) add(template, `${pods.pointer}/volumes/${index}/ephemeral/volumeClaimTemplate`);
  }
  // of what the Prometheus operator makes
  add(at(object, 'spec', 'storage', 'volumeClaimTemplate'), '/spec/storage/volumeClaimTemplate');
  return found;
}

/** The names of the claims that a StatefulSet makes begin with these. */
export function claimPrefixes(object: KubeObject, name: string): string[] {
  return listAt(object, 'spec', 'volumeClaimTemplates').flatMap((claim) => {
    const template = textAt(claim, 'metadata', 'name');
    return template === undefined ? [] : [`${template}-${name}-`];
  });
}
