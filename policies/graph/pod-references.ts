import { at, listAt, textAt } from '../read.ts';
import type { MadePods } from './made-pods.ts';

/** Something that a pod needs by name. */
export interface PodReference {
  readonly kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'PriorityClass' | 'RuntimeClass';
  readonly name: string;
  /** Of the name, in the object. */
  readonly pointer: string;
  /** The keys that must be there. */
  readonly keys: readonly { readonly key: string; readonly pointer: string }[];
  /** Whether pods start without it all the same, as without a pull secret. */
  readonly soft: boolean;
}

/** What pods cannot start without; what is marked optional is left out. */
export function referencesOf({ object, spec, pointer, containers }: MadePods): PodReference[] {
  const found: PodReference[] = [];
  const add = (
    kind: PodReference['kind'],
    name: unknown,
    place: string,
    { keys = [], soft = false }: Partial<Pick<PodReference, 'keys' | 'soft'>> = {},
  ) => {
    if (typeof name === 'string' && name !== '') found.push({ kind, name, pointer: place, keys, soft });
  };
  /** A ConfigMap or Secret with `items`. */
  const addSource = (kind: 'ConfigMap' | 'Secret', source: unknown, field: string, place: string) => {
    if (source === undefined || at(source, 'optional') === true) return;
    const keys = listAt(source, 'items').flatMap((item, index) => {
      const key = textAt(item, 'key');
      return key === undefined ? [] : [{ key, pointer: `${place}/items/${index}/key` }];
    });
    add(kind, at(source, field), `${place}/${field}`, { keys });
  };

  add('PriorityClass', spec.priorityClassName, `${pointer}/priorityClassName`);
  add('RuntimeClass', spec.runtimeClassName, `${pointer}/runtimeClassName`, { soft: true });
  for (const [index, secret] of listAt(spec, 'imagePullSecrets').entries()) {
    add('Secret', at(secret, 'name'), `${pointer}/imagePullSecrets/${index}/name`, { soft: true });
  }
  for (const [index, volume] of listAt(spec, 'volumes').entries()) {
    const place = `${pointer}/volumes/${index}`;
    addSource('ConfigMap', at(volume, 'configMap'), 'name', `${place}/configMap`);
    addSource('Secret', at(volume, 'secret'), 'secretName', `${place}/secret`);
    const claim = at(volume, 'persistentVolumeClaim', 'claimName');
    add('PersistentVolumeClaim', claim, `${place}/persistentVolumeClaim/claimName`);
    add('Secret', at(volume, 'csi', 'nodePublishSecretRef', 'name'), `${place}/csi/nodePublishSecretRef/name`);
    for (const [position, source] of listAt(volume, 'projected', 'sources').entries()) {
      const base = `${place}/projected/sources/${position}`;
      addSource('ConfigMap', at(source, 'configMap'), 'name', `${base}/configMap`);
      addSource('Secret', at(source, 'secret'), 'name', `${base}/secret`);
    }
  }
  for (const { container, pointer: place } of containers) {
    for (const [index, variable] of listAt(container, 'env').entries()) {
      for (const [field, kind] of KEY_REFERENCES) {
        const source = at(variable, 'valueFrom', field);
        if (source === undefined || at(source, 'optional') === true) continue;
        const base = `${place}/env/${index}/valueFrom/${field}`;
        const key = textAt(source, 'key');
        add(kind, at(source, 'name'), `${base}/name`, {
          keys: key === undefined ? [] : [{ key, pointer: `${base}/key` }],
        });
      }
    }
    for (const [index, entry] of listAt(container, 'envFrom').entries()) {
      addSource('ConfigMap', at(entry, 'configMapRef'), 'name', `${place}/envFrom/${index}/configMapRef`);
      addSource('Secret', at(entry, 'secretRef'), 'name', `${place}/envFrom/${index}/secretRef`);
    }
  }
  if (object.apiVersion.startsWith('monitoring.coreos.com/')) {
    // mounted by the Prometheus operator
    for (const [index, name] of listAt(spec, 'secrets').entries()) add('Secret', name, `${pointer}/secrets/${index}`);
    for (const [index, name] of listAt(spec, 'configMaps').entries()) {
      add('ConfigMap', name, `${pointer}/configMaps/${index}`);
    }
  }
  return found;
}

const KEY_REFERENCES = [
  ['configMapKeyRef', 'ConfigMap'],
  ['secretKeyRef', 'Secret'],
] as const;
