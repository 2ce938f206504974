import type { KubeObject } from '../../model/kube.ts';
import { at, fieldsAt, isFields, listAt, textAt } from '../read.ts';

/** A Secret or ConfigMap that a controller makes of an object. */
export interface Produced {
  readonly kind: 'Secret' | 'ConfigMap';
  /** Whether it is made in every namespace, and not only in that of the object. */
  readonly everywhere: boolean;
  readonly name: string;
  /** Its keys, where the object says all of them. */
  readonly keys: readonly string[] | undefined;
}

/** The kinds that something is made of. */
export const PRODUCING_KINDS: readonly string[] = [
  'Bundle.trust.cert-manager.io',
  'Certificate.cert-manager.io',
  'ClusterExternalSecret.external-secrets.io',
  'ExternalSecret.external-secrets.io',
  'Gateway.gateway.networking.k8s.io',
  'Ingress',
  'Issuer.cert-manager.io',
  'SealedSecret.bitnami.com',
  'SecretProviderClass.secrets-store.csi.x-k8s.io',
  'Service',
];

/** What the controllers of well-known kinds make of an object. */
export function producedBy(kind: string, object: KubeObject, name: string): readonly Produced[] {
  const secret = (made: string | undefined, keys?: readonly string[]): Produced[] =>
    made === undefined || made === '' ? [] : [{ kind: 'Secret', everywhere: false, name: made, keys }];
  switch (kind) {
    case 'ExternalSecret.external-secrets.io':
      return externalSecret(object, name).flatMap((one) => secret(one.name, one.keys));
    case 'ClusterExternalSecret.external-secrets.io': {
      const made = textAt(object, 'spec', 'externalSecretName') ?? name;
      const spec = { spec: at(object, 'spec', 'externalSecretSpec') };
      return externalSecret(spec, made).map((one) => ({ kind: 'Secret', everywhere: true, ...one }));
    }
    case 'SealedSecret.bitnami.com':
      return secret(textAt(object, 'spec', 'template', 'metadata', 'name') ?? name);
    case 'Certificate.cert-manager.io':
      return secret(textAt(object, 'spec', 'secretName'));
    case 'Issuer.cert-manager.io':
      return secret(textAt(object, 'spec', 'acme', 'privateKeySecretRef', 'name'));
    case 'Ingress':
      return isIssued(object) ? listAt(object, 'spec', 'tls').flatMap((tls) => secret(textAt(tls, 'secretName'))) : [];
    case 'Gateway.gateway.networking.k8s.io':
      return isIssued(object)
        ? listAt(object, 'spec', 'listeners').flatMap((listener) =>
            listAt(listener, 'tls', 'certificateRefs').flatMap((reference) => secret(textAt(reference, 'name'))),
          )
        : [];
    case 'SecretProviderClass.secrets-store.csi.x-k8s.io':
      return listAt(object, 'spec', 'secretObjects').flatMap((made) => secret(textAt(made, 'secretName')));
    case 'Bundle.trust.cert-manager.io':
      return (['ConfigMap', 'Secret'] as const).map((made) => ({
        kind: made,
        everywhere: true,
        name,
        keys: undefined,
      }));
    case 'Service':
      return secret(textAt(object, 'metadata', 'annotations', 'service.beta.openshift.io/serving-cert-secret-name'));
    default:
      return [];
  }
}

/** https://external-secrets.io/latest/api/externalsecret/ */
function externalSecret(object: unknown, name: string): Pick<Produced, 'name' | 'keys'>[] {
  const target = fieldsAt(object, 'spec', 'target');
  if (target.creationPolicy === 'None') return [];
  // a template and a whole secret of the store have keys that stand nowhere here
  const open =
    isFields(target.template) || listAt(object, 'spec', 'dataFrom').length > 0 || target.creationPolicy === 'Merge';
  const keys = listAt(object, 'spec', 'data').flatMap((entry) => textAt(entry, 'secretKey') ?? []);
  return [{ name: textAt(target, 'name') || name, keys: open ? undefined : keys }];
}

/** Whether cert-manager issues the certificates that an object names: https://cert-manager.io/docs/usage/ingress/ */
function isIssued(object: unknown): boolean {
  const annotations = fieldsAt(object, 'metadata', 'annotations');
  return ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer', 'kubernetes.io/tls-acme'].some((key) =>
    Object.hasOwn(annotations, key),
  );
}
