import { ROOT } from '../constructs/argocd/index.ts';
import type { Problem } from '../model/errors.ts';
import { groupOf, type KubeObject } from '../model/kube.ts';
import type { Environment } from '../model/resolved.ts';
import type { Variant } from './rendering.ts';

/** The namespace of Argo CD, where all but one of the objects of day 0 are. */
const NAMESPACE = 'argocd';

/**
 * The names of what day 0 keeps for itself. Everything else that it installs belongs to the tree as soon as Argo CD
 * runs.
 */
export const DAY_ZERO = {
  /** The project of the root Applications, and the end of the names of the root Applications. */
  root: ROOT,
  /** How Argo CD gets into the repository. */
  repository: 'stele-repository',
  /** How Argo CD on a hub gets into a cluster: begins the name. */
  cluster: 'stele-cluster-',
  /** The keys of SSH servers that Argo CD connects to. */
  knownHosts: 'argocd-ssh-known-hosts-cm',
  /** The certificates of HTTPS servers, by host, beside those that public authorities signed. */
  certificates: 'argocd-tls-certs-cm',
  /** On a cluster that a hub deploys to: the account that the hub acts as, and its token. */
  account: 'argocd-application-controller',
  token: 'argocd-application-controller-token',
  binding: 'stele-argocd-application-controller',
} as const;

/** The identity of an object, as `group/Kind/namespace/name`; the namespace of cluster-scoped objects is empty. */
export type ObjectIdentity = string;

/** The identity of an object. */
export function identityOf(object: Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>): ObjectIdentity {
  const { namespace = '', name } = object.metadata;
  return `${groupOf(object)}/${object.kind}/${namespace}/${name}`;
}

/** What day 0 keeps for itself in Argo CD's own cluster, beside what it has for one cluster each. */
const AT_ARGOCD: readonly ObjectIdentity[] = [
  `argoproj.io/AppProject/${NAMESPACE}/${DAY_ZERO.root}`,
  `/Secret/${NAMESPACE}/${DAY_ZERO.repository}`,
  `/ConfigMap/${NAMESPACE}/${DAY_ZERO.knownHosts}`,
  `/ConfigMap/${NAMESPACE}/${DAY_ZERO.certificates}`,
];

/** What day 0 keeps for itself in a cluster that a hub deploys to. */
const AT_SPOKE: readonly ObjectIdentity[] = [
  `/Namespace//${NAMESPACE}`,
  `/ServiceAccount/${NAMESPACE}/${DAY_ZERO.account}`,
  `/Secret/${NAMESPACE}/${DAY_ZERO.token}`,
  `rbac.authorization.k8s.io/ClusterRoleBinding//${DAY_ZERO.binding}`,
];

/**
 * Whether an object that runs in a cluster belongs to day 0: Pulumi writes it, so the tree must not have it.
 *
 * @param spoke whether the Argo CD that deploys to the cluster runs in another one
 */
export function isDayZeroObject(identity: ObjectIdentity, spoke: boolean): boolean {
  if (spoke) return AT_SPOKE.includes(identity);
  if (AT_ARGOCD.includes(identity)) return true;
  return (
    identity.startsWith(`/Secret/${NAMESPACE}/${DAY_ZERO.cluster}`) ||
    new RegExp(`^argoproj\\.io/Application/${NAMESPACE}/(.*\\.)?${DAY_ZERO.root}$`).test(identity)
  );
}

/** Whether the Argo CD that deploys to a cluster runs in another one. */
export function isSpoke(environment: Pick<Environment, 'argocd'>, cluster: string): boolean {
  const { hub } = environment.argocd;
  return hub !== undefined && hub !== cluster;
}

/** Objects of the tree that day 0 has too: two writers would undo each other's work for ever. */
export function dayZeroClaims(variants: readonly Variant[]): Problem[] {
  return variants.flatMap(({ environment, use, rendering, clusters }) => {
    const claimed = rendering.objects.filter((object) => {
      const identity = identityOf(object);
      return clusters.some(({ name }) => isDayZeroObject(identity, isSpoke(environment, name)));
    });
    return claimed.map(({ kind, metadata }) => ({
      subject: `${use.source}: ${kind} ${metadata.name}`,
      message: `belongs to day 0, which Pulumi keeps; leave it out of the stack, or use another name`,
    }));
  });
}
