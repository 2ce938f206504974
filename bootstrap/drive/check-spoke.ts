import { UserError } from '../../model/errors.ts';
import { isPlainObject } from '../../model/merge.ts';
import type { ClusterModel, Environment } from '../../model/resolved.ts';
import { DAY_ZERO } from '../../pipeline/day-zero-objects.ts';
import { KubeClient } from '../kube/kube-client.ts';
import type { Access } from '../kube/kubeconfig.ts';
import { RECORD_PATH } from '../release-record.ts';
import type { SpokeSetting } from '../settings.ts';
import { commandToSet } from '../settings-source.ts';
import { spokeAccess } from '../spoke-access.ts';
import { followed, look, type Place, UNKNOWN } from './check-place.ts';
import { ACCOUNT_OBJECTS } from './day-zero-kinds.ts';
import { checkRights } from './rights.ts';

const HUB_CLUSTERS = `/api/v1/namespaces/argocd/secrets?labelSelector=${encodeURIComponent('argocd.argoproj.io/secret-type=cluster')}`;

export interface SpokeOptions {
  readonly environment: Environment;
  readonly cluster: ClusterModel;
  /** Talks to the hub. */
  readonly hub: KubeClient;
  readonly spoke: SpokeSetting;
}

/**
 * Looks at a cluster that a hub is to deploy to. Where the hub logs in by a program, nobody logs in here: the program is
 * the hub's, under the hub's identity.
 *
 * @throws UserError when the hub has no Argo CD of day 0, or the cluster cannot be reached, or is another one
 */
export async function checkSpoke({ environment, cluster, hub, spoke }: SpokeOptions): Promise<Place> {
  const name = `${environment.name}/${cluster.name}`;
  const access = spokeAccess(cluster.name, spoke);
  if ((await hub.find(RECORD_PATH)) === undefined) {
    throw new UserError({
      subject: name,
      message:
        `its hub (context "${hub.access.context}", ${hub.access.server}) has no Argo CD of day 0; ` +
        `run stele bootstrap for ${environment.argocd.hub} first, or set the kubeconfig of the hub: ` +
        commandToSet(cluster.name, 'kubeconfig', true, '< kubeconfig.yaml'),
    });
  }
  await refuseKnown(name, cluster, hub, access);
  if (spoke.auth === 'exec') {
    return { name, context: access.context, server: access.server, version: UNKNOWN, user: undefined, doubts: [] };
  }
  const client = await KubeClient.connect(cluster.name, access);
  try {
    const place = await look(client, name, environment, cluster);
    const path = await followed(client, DAY_ZERO.root);
    if (path !== undefined)
      refuse(name, cluster, access, `a cluster with an Argo CD of its own, which follows ${path}`);
    await checkRights(cluster.name, client, ACCOUNT_OBJECTS);
    return place;
  } finally {
    client.close();
  }
}

/** One cluster under two names would have two writers. */
async function refuseKnown(name: string, cluster: ClusterModel, hub: KubeClient, access: Access): Promise<void> {
  if (access.server === hub.access.server) refuse(name, cluster, access, 'the hub itself');
  const list = await hub.find(HUB_CLUSTERS);
  const items: readonly unknown[] = isPlainObject(list) && Array.isArray(list.items) ? list.items : [];
  for (const { data } of items.filter(isPlainObject)) {
    const [known, server] = [decoded(data, 'name'), decoded(data, 'server')];
    if (server === access.server && known !== cluster.name) {
      refuse(name, cluster, access, `what the hub knows as the cluster ${known}`);
    }
  }
}

function refuse(name: string, { name: stack }: ClusterModel, { context, server }: Access, what: string): never {
  throw new UserError({
    subject: name,
    message:
      `the clusterKubeconfig (context "${context}", ${server}) leads to ${what}; ` +
      `set that of ${stack}: ${commandToSet(stack, 'clusterKubeconfig', true, '< kubeconfig.yaml')}`,
  });
}

function decoded(data: unknown, key: string): string | undefined {
  const text = isPlainObject(data) ? data[key] : undefined;
  return typeof text === 'string' ? Buffer.from(text, 'base64').toString('utf8') : undefined;
}
