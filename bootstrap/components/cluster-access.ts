import * as pulumi from '@pulumi/pulumi';
import { IN_CLUSTER } from '../../constructs/argocd/index.ts';
import type { ClusterModel, Environment } from '../../model/resolved.ts';
import { DAY_ZERO } from '../../pipeline/day-zero-objects.ts';
import { NAMESPACE } from '../install/prepare-install.ts';
import type { Access } from '../kube/kubeconfig.ts';
import { DAY_ZERO_MANAGER, kubeResource, secretData } from './kube-resource.ts';

/** How a hub reaches a cluster, and as whom. */
export type HubLogin =
  /** The hub itself, which its own Applications name like any other cluster. */
  | { readonly kind: 'self' }
  | { readonly kind: 'token'; readonly access: Access; readonly token: pulumi.Output<string> }
  /** The program of the kubeconfig, which the image of Argo CD must have: argocd-k8s-auth for EKS, GKE and AKS. */
  | { readonly kind: 'exec'; readonly access: Access };

export interface ClusterAccessProps {
  readonly cluster: ClusterModel;
  readonly environment: Pick<Environment, 'name' | 'tier'>;
  readonly login: HubLogin;
  /** Talks to the hub. */
  readonly provider: pulumi.ProviderResource;
  readonly dependsOn: readonly pulumi.Resource[];
}

/**
 * The Secret that tells a hub of a cluster, under the cluster's name, with its facts as labels.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
 */
export class ClusterAccess extends pulumi.ComponentResource {
  constructor(name: string, props: ClusterAccessProps, options: pulumi.ComponentResourceOptions = {}) {
    super('stele:bootstrap:ClusterAccess', name, {}, options);
    const { cluster, environment, login, provider, dependsOn } = props;
    kubeResource(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: `${DAY_ZERO.cluster}${cluster.name}`,
          namespace: NAMESPACE,
          labels: { ...labels(cluster, environment), 'argocd.argoproj.io/secret-type': 'cluster' },
        },
        type: 'Opaque',
        data: secretData({
          name: cluster.name,
          server: login.kind === 'self' ? IN_CLUSTER : login.access.server,
          config: pulumi.secret(config(login)),
        }),
      },
      // without it the hub loses the cluster
      { fieldManager: DAY_ZERO_MANAGER, parent: this, provider, dependsOn: [...dependsOn], protect: true },
    );
    this.registerOutputs();
  }
}

/** For ApplicationSets that choose clusters: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Cluster/ */
function labels({ ring, facts }: ClusterModel, { name, tier }: ClusterAccessProps['environment']) {
  return {
    ...facts.labels,
    'stele.dev/environment': name,
    'stele.dev/tier': tier,
    'stele.dev/ring': String(ring),
    'stele.dev/region': facts.region,
  };
}

function config(login: HubLogin): pulumi.Input<string> {
  if (login.kind === 'self') return JSON.stringify({ tlsClientConfig: { insecure: false } });
  const { authority, serverName, credentials } = login.access;
  const tlsClientConfig = {
    insecure: false,
    ...(authority === undefined ? {} : { caData: Buffer.from(authority).toString('base64') }),
    ...(serverName === undefined ? {} : { serverName }),
  };
  if (login.kind === 'token') {
    return login.token.apply((bearerToken) => JSON.stringify({ bearerToken, tlsClientConfig }));
  }
  if (credentials.kind !== 'exec') throw new TypeError('the kubeconfig names no program');
  const { apiVersion, command, args, env } = credentials;
  return JSON.stringify({ execProviderConfig: { apiVersion, command, args, env }, tlsClientConfig });
}
