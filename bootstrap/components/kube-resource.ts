import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { KubeObject } from '../../model/kube.ts';

/**
 * The field manager of what Argo CD takes over: Argo CD's own. With another one, a field that is removed from Git would
 * stay, because its first owner never gave it up.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export const ARGOCD_MANAGER = 'argocd-controller';

/** The field manager of what stays day 0's. A name that is always the same, so that a lost state can be made again. */
export const DAY_ZERO_MANAGER = 'stele-bootstrap';

/** https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/ */
const FIELD_MANAGER = 'pulumi.com/patchFieldManager';

export interface KubeResourceOptions extends pulumi.CustomResourceOptions {
  readonly fieldManager: typeof ARGOCD_MANAGER | typeof DAY_ZERO_MANAGER;
}

/** An object, or one whose data are only known, or only readable, while Pulumi runs. */
export type KubeInput = KubeObject & {
  readonly data?: Readonly<Record<string, pulumi.Input<string>>>;
};

/** Registers an object under a name that says what it is: `Deployment/argocd/argocd-server`. */
export function kubeResource(object: KubeInput, options: KubeResourceOptions): pulumi.CustomResource {
  const { fieldManager, ...rest } = options;
  const { namespace, name, annotations } = object.metadata;
  const title = [object.kind, ...(namespace === undefined ? [] : [namespace]), name].join('/');
  const metadata = { ...object.metadata, annotations: { ...annotations, [FIELD_MANAGER]: fieldManager } };
  const { apiVersion, kind } = object;
  // its own class keeps what it holds encrypted, in the state too
  if (apiVersion === 'v1' && kind === 'Secret') {
    const { type, data } = object as { readonly type?: string } & KubeInput;
    return new k8s.core.v1.Secret(title, { metadata, ...(type && { type }), ...(data && { data }) }, rest);
  }
  // the token of any object is made of its apiVersion and kind, as that of its own class is
  return new k8s.apiextensions.CustomResource(title, { ...object, apiVersion, kind, metadata }, rest);
}

/**
 * What a Secret holds, as its `data`: with `stringData`, server-side apply would forget to remove a key that is dropped.
 */
export function secretData(
  values: Readonly<Record<string, pulumi.Input<string>>>,
): Readonly<Record<string, pulumi.Output<string>>> {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, pulumi.output(value).apply(base64)]));
}
