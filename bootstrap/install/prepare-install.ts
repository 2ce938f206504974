import { mirrored } from '../../constructs/image-mirror.ts';
import { type Problem, throwIfAny } from '../../model/errors.ts';
import { imageReference } from '../../model/image.ts';
import { groupOf, type KubeObject } from '../../model/kube.ts';
import type { LockRing } from '../../model/lock.ts';
import { isPlainObject } from '../../model/merge.ts';

/** The namespace that Argo CD is installed in. */
export const NAMESPACE = 'argocd';

const DEX = { repository: 'ghcr.io/dexidp/dex', name: 'argocd-dex-server' };

/** Kinds of the install that live in no namespace; the rest does, and the manifest does not say so. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'Namespace',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleBinding',
]);

export interface PrepareOptions {
  /** What the lock says of the ring: versions of images by repository. */
  readonly images: LockRing['images'];
  /** The cluster's fact `registryMirror`. */
  readonly mirror: Readonly<Record<string, string>> | undefined;
  /** Where the lock is, for what it lacks. */
  readonly lock: string;
  /** Whether Dex is a part of it. */
  readonly dex: boolean;
  /**
   * Whether the cluster has it already. Then an image that the lock has dropped since keeps upstream's own reference: a
   * later release may run others.
   */
  readonly installed: boolean;
}

/**
 * The objects of upstream's install as day 0 applies them: in their namespace, with the images of the lock by digest.
 *
 * @throws UserError when the lock lacks an image of what is to be installed
 */
export function prepareInstall(objects: readonly KubeObject[], options: PrepareOptions): readonly KubeObject[] {
  const problems: Problem[] = [];
  const prepared = objects
    .filter(({ metadata }) => options.dex || !metadata.name.startsWith(DEX.name))
    .map((object) => withImages(inNamespace(object), options, problems));
  throwIfAny(problems);
  return prepared;
}

/** Whether the lock has Dex, which says that it is wanted. */
export function hasDex(images: LockRing['images']): boolean {
  return Object.hasOwn(images, DEX.repository);
}

/** Whether an object is a definition of custom resources. */
export function isDefinition(object: KubeObject): boolean {
  return groupOf(object) === 'apiextensions.k8s.io' && object.kind === 'CustomResourceDefinition';
}

function inNamespace(object: KubeObject): KubeObject {
  if (CLUSTER_SCOPED.has(object.kind)) return object;
  return { ...object, metadata: { ...object.metadata, namespace: NAMESPACE } };
}

function withImages(object: KubeObject, options: PrepareOptions, problems: Problem[]): KubeObject {
  const { spec } = object;
  if (!isPlainObject(spec) || !isPlainObject(spec.template) || !isPlainObject(spec.template.spec)) return object;
  const pod = spec.template.spec;
  const lists = ['initContainers', 'containers'].flatMap((list) => {
    const containers = pod[list];
    return Array.isArray(containers) ? [[list, containers.map((one) => withImage(one, options, problems))]] : [];
  });
  const template = { ...spec.template, spec: { ...pod, ...Object.fromEntries(lists) } };
  return { ...object, spec: { ...spec, template } };
}

function withImage(container: unknown, options: PrepareOptions, problems: Problem[]): unknown {
  if (!isPlainObject(container) || typeof container.image !== 'string') return container;
  const repository = container.image.replace(/[:@][^/]*$/, '');
  const version = Object.hasOwn(options.images, repository) ? options.images[repository] : undefined;
  if (version === undefined && options.installed) {
    return { ...container, image: mirrored(container.image, options.mirror) };
  }
  if (version === undefined) {
    problems.push({
      subject: options.lock,
      message: `has no ${repository}, which the install of Argo CD runs; list a stack that has it, then: stele images set`,
    });
    return container;
  }
  // named by its digest, an image need not be pulled again
  const image = mirrored(imageReference(repository, version), options.mirror);
  return { ...container, image, imagePullPolicy: 'IfNotPresent' };
}
