import type { IApplicationDestination } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationDestination';
import {
  IN_CLUSTER,
  pointerName,
  projectObject,
  projectSpec,
  ROOT,
  stackApplication,
} from '../../constructs/argocd/index.ts';
import type { Config } from '../../model/config.ts';
import { type Problem, throwIfAny } from '../../model/errors.ts';
import { ANNOTATION_SOURCE, type KubeObject } from '../../model/kube.ts';
import type { ClusterModel, Environment } from '../../model/resolved.ts';
import type { Manifest, Variant } from '../rendering.ts';
import { pointerPath, variantPath } from '../write/paths.ts';
import { autoscaledReplicas } from './autoscaled.ts';
import { type Permissions, permissionsOf, union } from './permissions.ts';

/**
 * What `_clusters/<cluster>/` holds, for each cluster of an environment: one AppProject per team that has a stack
 * there, one Application per stack, and nothing else. In the order of clusters, then of kinds, then of names.
 *
 * Takes time in proportion to the number of pointers: what deploying a variant takes is found out once.
 *
 * @param variants those of the environment
 * @throws UserError when a name is taken, or a stack installs something where a hub deploys
 */
export function pointers(
  environment: Environment,
  variants: readonly Variant[],
  config: Pick<Config, 'repository'>,
): Manifest[] {
  throwIfAny(variants.flatMap(problemsOf));
  const byCluster = new Map<string, Deployed[]>(environment.clusters.map(({ name }) => [name, []]));
  for (const variant of variants) {
    const deployed = {
      variant,
      path: variantPath(environment.name, variant.ring, variant.use.stack.name, variant.name),
      permissions: permissionsOf(variant),
      ignoreDifferences: autoscaledReplicas(variant.rendering.objects),
    };
    for (const { name } of variant.clusters) byCluster.get(name)?.push(deployed);
  }
  return environment.clusters.flatMap((cluster) => {
    const deployed = (byCluster.get(cluster.name) ?? []).sort((a, b) => compare(stackName(a), stackName(b)));
    const objects = [
      ...[...byTeam(deployed)].map(([team, stacks]) => project(environment, cluster, team, stacks, config)),
      ...deployed.map((stack) => application(environment, cluster, stack, config)),
    ];
    return objects.map((object) => ({
      path: pointerPath(environment.name, cluster.name, object),
      object: sourced(object, environment.file),
      source: environment.file,
    }));
  });
}

/** With the file that says what it is, for whoever meets it in the cluster. */
function sourced(object: KubeObject, source: string): KubeObject {
  const annotations = { ...object.metadata.annotations, [ANNOTATION_SOURCE]: source };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/**
 * An Application that is there before its project is Unknown, and stays so until Argo CD looks at it again, minutes
 * later. A project has no health to wait for, so an earlier wave costs nothing.
 */
const BEFORE_APPLICATIONS = { 'argocd.argoproj.io/sync-wave': '-1' } as const;

/** A variant with what its pointers say, whichever cluster they are for. */
interface Deployed {
  readonly variant: Variant;
  readonly path: string;
  readonly permissions: Permissions;
  readonly ignoreDifferences: ReturnType<typeof autoscaledReplicas>;
}

function project(
  environment: Environment,
  cluster: ClusterModel,
  team: string,
  stacks: readonly Deployed[],
  config: Pick<Config, 'repository'>,
): KubeObject {
  const { hub, syncWindows } = environment.argocd;
  const { repositories, namespaces, clusterKinds, namespacedKinds } = union(
    stacks.map(({ permissions }) => permissions),
  );
  const spec = projectSpec({
    description: `Stacks of team ${team} on ${cluster.name}`,
    repositories: [config.repository.url, ...repositories],
    destinations: [...namespaces].sort().map((namespace) => destination(cluster, hub, namespace)),
    clusterKinds,
    namespacedKinds,
    syncWindows,
  });
  // an Application that deletes what it deployed needs its project until it is done
  const deletes = stacks.some(({ variant }) => variant.use.stack.onRemove === 'delete');
  const object = projectObject(pointerName(cluster.name, hub, team), spec, deletes);
  return { ...object, metadata: { ...object.metadata, annotations: BEFORE_APPLICATIONS } };
}

function application(
  environment: Environment,
  cluster: ClusterModel,
  { variant, path, ignoreDifferences }: Deployed,
  config: Pick<Config, 'repository'>,
): KubeObject {
  const { stack } = variant.use;
  const { hub, prune, selfHeal } = environment.argocd;
  return stackApplication({
    name: pointerName(cluster.name, hub, stack.name),
    project: pointerName(cluster.name, hub, stack.team),
    repository: config.repository,
    path,
    destination: destination(cluster, hub, stack.namespace),
    prune,
    selfHeal,
    onRemove: stack.onRemove,
    ignoreDifferences,
  });
}

function destination({ name }: ClusterModel, hub: string | undefined, namespace: string): IApplicationDestination {
  return hub === undefined ? { server: IN_CLUSTER, namespace } : { name, namespace };
}

function problemsOf({ environment, use, rendering }: Variant): Problem[] {
  const { name, team } = use.stack;
  const problems: Problem[] = [];
  if (name === ROOT || team === ROOT) {
    const what = name === ROOT ? 'stack name' : 'team';
    problems.push({ subject: use.source, message: `${what} "${ROOT}" is taken by the root Application; use another` });
  }
  const { hub } = environment.argocd;
  const installs = rendering.objects.find(isApplication);
  if (hub !== undefined && installs !== undefined) {
    problems.push({
      subject: `${environment.file}: ${name}`,
      message: `Application ${installs.metadata.name} would be written to clusters that have no Argo CD, because argocd.hub is "${hub}"; run the stack in an environment without a hub, or let it render what it installs`,
    });
  }
  return problems;
}

function isApplication({ apiVersion, kind }: KubeObject): boolean {
  return kind === 'Application' && apiVersion.startsWith('argoproj.io/');
}

function byTeam(deployed: readonly Deployed[]): Map<string, Deployed[]> {
  const teams = Map.groupBy(deployed, ({ variant }) => variant.use.stack.team);
  return new Map([...teams].sort(([a], [b]) => compare(a, b)));
}

function stackName({ variant }: Deployed): string {
  return variant.use.stack.name;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
