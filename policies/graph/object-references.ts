import type { KubeObject } from '../../model/kube.ts';
import { at, listAt, textAt } from '../read.ts';
import { ROUTE_KINDS } from './routes.ts';

/** Something that an object which is no pod names, and a controller looks up. */
export interface ObjectReference {
  /** As `kindKey` says it. */
  readonly kind: string;
  /** Undefined for the namespace of the object itself. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** Of the name, in the object. */
  readonly pointer: string;
}

export const GATEWAY = 'Gateway.gateway.networking.k8s.io';
const EXTERNAL_SECRETS = 'external-secrets.io';

/** The kinds that `objectReferences` knows. */
export const REFERRING_KINDS: readonly string[] = [
  'Ingress',
  'ServiceAccount',
  GATEWAY,
  ...ROUTE_KINDS,
  'BackendTLSPolicy.gateway.networking.k8s.io',
  ...['ExternalSecret', 'ClusterExternalSecret', 'PushSecret'].map((kind) => `${kind}.${EXTERNAL_SECRETS}`),
];

/** What an object of one of these kinds names. */
export function objectReferences(kind: string, object: KubeObject): readonly ObjectReference[] {
  const found: ObjectReference[] = [];
  const add = (target: string, name: unknown, pointer: string, namespace?: string) => {
    if (typeof name === 'string' && name !== '') found.push({ kind: target, namespace, name, pointer });
  };
  /** A reference of the Gateway API, to one of some core kinds. */
  const addCore = (reference: unknown, fallback: string | undefined, pointer: string) => {
    const target = textAt(reference, 'kind') ?? fallback;
    if ((textAt(reference, 'group') ?? '') !== '' || (target !== 'Secret' && target !== 'ConfigMap')) return;
    add(target, at(reference, 'name'), `${pointer}/name`, textAt(reference, 'namespace'));
  };
  switch (kind) {
    case 'Ingress':
      for (const [index, tls] of listAt(object, 'spec', 'tls').entries()) {
        add('Secret', at(tls, 'secretName'), `/spec/tls/${index}/secretName`);
      }
      break;
    case 'ServiceAccount':
      for (const field of ['imagePullSecrets', 'secrets']) {
        for (const [index, one] of listAt(object, field).entries()) {
          add('Secret', at(one, 'name'), `/${field}/${index}/name`);
        }
      }
      break;
    case GATEWAY:
      for (const [index, listener] of listAt(object, 'spec', 'listeners').entries()) {
        for (const [position, reference] of listAt(listener, 'tls', 'certificateRefs').entries()) {
          addCore(reference, 'Secret', `/spec/listeners/${index}/tls/certificateRefs/${position}`);
        }
      }
      break;
    case 'BackendTLSPolicy.gateway.networking.k8s.io':
      for (const [index, reference] of listAt(object, 'spec', 'validation', 'caCertificateRefs').entries()) {
        addCore(reference, undefined, `/spec/validation/caCertificateRefs/${index}`);
      }
      break;
    case `ClusterExternalSecret.${EXTERNAL_SECRETS}`:
      addStores(at(object, 'spec', 'externalSecretSpec'), '/spec/externalSecretSpec', (target, name, pointer) => {
        // a store of each namespace that it chooses
        if (target.startsWith('Cluster')) add(target, name, pointer);
      });
      break;
    case `ExternalSecret.${EXTERNAL_SECRETS}`:
      addStores(at(object, 'spec'), '/spec', add);
      break;
    case `PushSecret.${EXTERNAL_SECRETS}`:
      for (const [index, store] of listAt(object, 'spec', 'secretStoreRefs').entries()) {
        addStore(store, `/spec/secretStoreRefs/${index}`, add);
      }
      break;
    default:
      for (const [index, parent] of listAt(object, 'spec', 'parentRefs').entries()) {
        const group = textAt(parent, 'group') ?? 'gateway.networking.k8s.io';
        if (`${textAt(parent, 'kind') ?? 'Gateway'}.${group}` !== GATEWAY) continue;
        add(GATEWAY, at(parent, 'name'), `/spec/parentRefs/${index}/name`, textAt(parent, 'namespace'));
      }
  }
  return found;
}

type Add = (kind: string, name: unknown, pointer: string) => void;

/** https://external-secrets.io/latest/api/externalsecret/ */
function addStores(spec: unknown, base: string, add: Add): void {
  addStore(at(spec, 'secretStoreRef'), `${base}/secretStoreRef`, add);
  for (const field of ['data', 'dataFrom']) {
    for (const [index, entry] of listAt(spec, field).entries()) {
      addStore(at(entry, 'sourceRef', 'storeRef'), `${base}/${field}/${index}/sourceRef/storeRef`, add);
    }
  }
}

function addStore(reference: unknown, pointer: string, add: Add): void {
  const kind = textAt(reference, 'kind') ?? 'SecretStore';
  if (kind !== 'SecretStore' && kind !== 'ClusterSecretStore') return;
  add(`${kind}.${EXTERNAL_SECRETS}`, at(reference, 'name'), `${pointer}/name`);
}
