/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A Kubernetes object as plain data: what leaves a rendering, and all that policies and plan know. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: KubeMetadata;
  readonly [field: string]: unknown;
}

export interface KubeMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** The API group of an object; empty for the core group. */
export function groupOf(object: { readonly apiVersion: string }): string {
  const slash = object.apiVersion.indexOf('/');
  return slash < 0 ? '' : object.apiVersion.slice(0, slash);
}

/** The label that names the application in selectors: https://kubernetes.io/docs/reference/labels-annotations-taints/#app-kubernetes-io-name */
export const LABEL_NAME = 'app.kubernetes.io/name';
export const LABEL_INSTANCE = 'app.kubernetes.io/instance';
export const LABEL_PART_OF = 'app.kubernetes.io/part-of';
export const LABEL_MANAGED_BY = 'app.kubernetes.io/managed-by';

/** The source file that an object was rendered from. */
export const ANNOTATION_SOURCE = 'stele.dev/source';
/** Present on what `patch()` has touched: how many patches. */
export const ANNOTATION_PATCHED = 'stele.dev/patched';
/** The name of a content-named object without its hash. */
export const ANNOTATION_STEM = 'stele.dev/stem';
/** Begins the annotation that permits one rule to be broken: `stele.dev/waive.<rule>`. */
export const ANNOTATION_WAIVE = 'stele.dev/waive.';
/** Begins the pod annotation that says a container runs as its image's own user: `stele.dev/image-user.<container>`. */
export const ANNOTATION_IMAGE_USER = 'stele.dev/image-user.';
/** Set to "true" on namespaces where people change nothing by hand. */
export const LABEL_SEALED = 'stele.dev/sealed';
