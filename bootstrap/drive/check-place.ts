import { UserError } from '../../model/errors.ts';
import { isPlainObject } from '../../model/merge.ts';
import type { ClusterModel, Environment } from '../../model/resolved.ts';
import { isSpoke } from '../../pipeline/day-zero-objects.ts';
import { pointersFolder } from '../../pipeline/write/paths.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import { commandToSet } from '../settings-source.ts';

const ROOTS = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';
const REVIEW = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

/** The version of a cluster that nobody has told. */
export const UNKNOWN = 'unknown';

/** Where a kubeconfig leads, for somebody to look at before anything is changed. */
export interface Place {
  /** What it is called: `prod/prod-eu-1`, or `hub-1, the hub of prod/prod-eu-1`. */
  readonly name: string;
  readonly context: string;
  readonly server: string;
  /** Such as `v1.36.1`; `unknown` where the cluster does not say, or nobody has asked it. */
  readonly version: string;
  /** As whom, or undefined when the cluster does not say. */
  readonly user: string | undefined;
  /** What does not fit the environment, and need not be wrong. */
  readonly doubts: readonly string[];
}

/**
 * Looks where the kubeconfig leads that Argo CD's cluster has: the cluster itself, or its hub.
 *
 * @throws UserError when the cluster cannot be reached, or is another one of this repository
 */
export async function checkPlace(client: KubeClient, environment: Environment, cluster: ClusterModel): Promise<Place> {
  await refuseAnother(client, environment, cluster);
  const name = `${environment.name}/${cluster.name}`;
  // the facts of a spoke are not its hub's
  if (!isSpoke(environment, cluster.name)) return await look(client, name, environment, cluster);
  return {
    ...(await look(client, name, environment, cluster)),
    name: `${environment.argocd.hub}, the hub of ${name}`,
    doubts: [],
  };
}

/** Looks where a kubeconfig leads, and whether the facts of a cluster are those of that place. */
export async function look(
  client: KubeClient,
  name: string,
  environment: Environment,
  { facts }: ClusterModel,
): Promise<Place> {
  const { context, server } = client.access;
  const version = textAt(await client.find('/version'), 'gitVersion') ?? UNKNOWN;
  const review = await client.ask(REVIEW, { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' });
  const minor = /^v?(\d+\.\d+)/.exec(version)?.[1];
  const doubts =
    minor === facts.kubernetes ? [] : [`runs Kubernetes ${version}; ${environment.file} says ${facts.kubernetes}`];
  return { name, context, server, version, user: textAt(review, 'status', 'userInfo', 'username'), doubts };
}

/** A cluster that follows other pointers already is another cluster. */
async function refuseAnother(client: KubeClient, environment: Environment, cluster: ClusterModel): Promise<void> {
  const own = environment.argocd.hub === undefined ? 'stele-root' : `${cluster.name}.stele-root`;
  const path = await followed(client, own);
  const expected = `manifests/${pointersFolder(environment.name, cluster.name)}`;
  if (path === undefined || path === expected) return;
  const { context, server } = client.access;
  throw new UserError({
    subject: `${environment.name}/${cluster.name}`,
    message:
      `the kubeconfig (context "${context}", ${server}) leads to a cluster that follows ${path}; ` +
      `set that of ${cluster.name}: ${commandToSet(cluster.name, 'kubeconfig', true, '< kubeconfig.yaml')}`,
  });
}

/** The folder that a root Application follows, or undefined when there is none. */
export async function followed(client: KubeClient, root: string): Promise<string | undefined> {
  return textAt(await client.find(`${ROOTS}/${root}`), 'spec', 'source', 'path');
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>((inner, key) => (isPlainObject(inner) ? inner[key] : undefined), value);
  return typeof found === 'string' ? found : undefined;
}
