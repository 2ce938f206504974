import type { ApiClient, Resource } from '../../../tools/cluster/api-client.ts';
import type { Cluster } from '../../../tools/cluster/cluster.ts';

const TRACKING = 'argocd.argoproj.io/tracking-id';

/**
 * Every object that Argo CD put into a cluster, of whatever kind, with all that it was told: by its tracking id. What
 * the API server and controllers count and note is left out; the uid is not, so an object that was made anew differs.
 */
export async function deployedState(cluster: Cluster): Promise<Readonly<Record<string, object>>> {
  const client = cluster.as('installer');
  const lists = await Promise.all((await listPaths(client)).map((path) => client.list(path)));
  const tracked = lists.flat().filter(isTracked);
  return Object.fromEntries(tracked.map((object) => [object.metadata.annotations?.[TRACKING], told(object)]));
}

/** Paths of all kinds that can be listed, over all namespaces. */
async function listPaths(client: ApiClient): Promise<readonly string[]> {
  const { groups } = (await client.get('/apis')) as unknown as { readonly groups: readonly ApiGroup[] };
  const versions = ['/api/v1', ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)];
  const found = await Promise.all(
    versions.map(async (version) => {
      const { resources } = (await client.get(version)) as unknown as { readonly resources: readonly ApiResource[] };
      return resources.filter(({ verbs }) => verbs.includes('list')).map(({ name }) => `${version}/${name}`);
    }),
  );
  return found.flat();
}

interface ApiGroup {
  readonly preferredVersion: { readonly groupVersion: string };
}

interface ApiResource {
  readonly name: string;
  readonly verbs: readonly string[];
}

/** Controllers copy the annotation to what they make: the id has to name the object itself, which nobody owns. */
function isTracked({ metadata: { name, annotations, ownerReferences } }: Resource): boolean {
  return ownerReferences === undefined && annotations?.[TRACKING]?.endsWith(`/${name}`) === true;
}

function told({ metadata, status: _, operation: __, ...rest }: Resource): object {
  const { name, namespace, uid, labels, annotations, finalizers } = metadata;
  const notes = Object.entries(annotations ?? {}).filter(([key]) => key !== 'deployment.kubernetes.io/revision');
  return { ...rest, name, namespace, uid, labels, finalizers, annotations: Object.fromEntries(notes) };
}
