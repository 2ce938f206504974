import { UserError } from '../../model/errors.ts';
import { isPlainObject } from '../../model/merge.ts';
import type { ClusterModel, Environment } from '../../model/resolved.ts';
import { isSpoke } from '../../pipeline/day-zero-objects.ts';
import { pointersFolder } from '../../pipeline/write/paths.ts';
import type { KubeClient } from '../kube/kube-client.ts';

const ROOTS = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';
const REVIEW = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

/** Where a kubeconfig leads, for somebody to look at before anything is changed. */
export interface Place {
  readonly context: string;
  readonly server: string;
  /** Such as `v1.36.1`. */
  readonly version: string;
  /** As whom, or undefined when the cluster does not say. */
  readonly user: string | undefined;
  /** What does not fit the environment, and need not be wrong. */
  readonly doubts: readonly string[];
}

/**
 * Looks where a kubeconfig leads.
 *
 * @throws UserError when the cluster cannot be reached, or is another one of this repository
 */
export async function checkPlace(client: KubeClient, environment: Environment, cluster: ClusterModel): Promise<Place> {
  const { context, server } = client.access;
  const version = textAt(await client.find('/version'), 'gitVersion') ?? 'unknown';
  const review = await client.ask(REVIEW, { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' });
  const spoke = isSpoke(environment, cluster.name);
  if (!spoke) await refuseAnother(client, environment, cluster);
  const minor = /^v?(\d+\.\d+)/.exec(version)?.[1];
  // the facts of a spoke are not its hub's
  const differs = !spoke && minor !== cluster.facts.kubernetes;
  return {
    context,
    server,
    version,
    user: textAt(review, 'status', 'userInfo', 'username'),
    doubts: differs ? [`runs Kubernetes ${version}; ${environment.file} says ${cluster.facts.kubernetes}`] : [],
  };
}

/** A cluster that follows other pointers already is another cluster. */
async function refuseAnother(client: KubeClient, environment: Environment, cluster: ClusterModel): Promise<void> {
  const root = await client.find(
    `${ROOTS}/${environment.argocd.hub === undefined ? 'stele-root' : `${cluster.name}.stele-root`}`,
  );
  const path = textAt(root, 'spec', 'source', 'path');
  const expected = `manifests/${pointersFolder(environment.name, cluster.name)}`;
  if (path === undefined || path === expected) return;
  const { context, server } = client.access;
  throw new UserError({
    subject: `${environment.name}/${cluster.name}`,
    message:
      `the kubeconfig (context "${context}", ${server}) leads to a cluster that follows ${path}; ` +
      `set that of ${cluster.name}: pulumi config set --secret --stack ${cluster.name} kubeconfig < kubeconfig.yaml`,
  });
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>((inner, key) => (isPlainObject(inner) ? inner[key] : undefined), value);
  return typeof found === 'string' ? found : undefined;
}
