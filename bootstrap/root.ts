import * as pulumi from '@pulumi/pulumi';
import { rootApplication, rootProject } from '../constructs/argocd/index.ts';
import type { Config } from '../model/config.ts';
import type { KubeObject } from '../model/kube.ts';
import type { Environment } from '../model/resolved.ts';
import { pointersFolder } from '../pipeline/write/paths.ts';

/** The release of https://github.com/pulumi/pulumi-kubernetes whose plugin talks to the cluster. */
const PROVIDER_VERSION = '4.34.2';

export interface RootOptions {
  readonly config: Pick<Config, 'repository'>;
  readonly environment: Pick<Environment, 'name' | 'argocd'>;
  /** Name of a cluster of the environment. */
  readonly cluster: string;
  /** Of the cluster whose Argo CD deploys to `cluster`: that cluster itself, or the hub. */
  readonly kubeconfig: pulumi.Output<string>;
}

/**
 * Registers the root Application of a cluster, and before it the project that it needs.
 *
 * An Argo CD has one such project: on a hub, the stack that is named like the hub registers it, for all clusters.
 *
 * Neither is protected. Protection is for what cannot be brought back, and these hold no state: when they are destroyed,
 * all that runs goes on running (the root has no finalizer, its Applications stay), and the next `pulumi up` makes them
 * anew. Protection would only stand in the way of those who retire a cluster.
 */
export function registerRoot({ config, environment, cluster, kubeconfig }: RootOptions): void {
  const { hub = cluster } = environment.argocd;
  const provider = new KubernetesProvider(hub, kubeconfig);
  const folder = pointersFolder(environment.name, cluster);
  const dependsOn = hub === cluster ? [new ClusterObject(rootProject(config), { provider })] : [];
  new ClusterObject(rootApplication({ cluster, folder, environment, config }), { provider, dependsOn });
}

/** https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/ */
class KubernetesProvider extends pulumi.ProviderResource {
  constructor(cluster: string, kubeconfig: pulumi.Output<string>) {
    // without an identifier, new credentials could look like a new cluster, and replace what is in it
    super('kubernetes', cluster, { kubeconfig, clusterIdentifier: cluster }, { version: PROVIDER_VERSION });
  }
}

/** An object under the token that the provider's own SDK gives it, so that moving to that SDK renames nothing. */
class ClusterObject extends pulumi.CustomResource {
  constructor(object: KubeObject, options: pulumi.CustomResourceOptions) {
    super(`kubernetes:${object.apiVersion}:${object.kind}`, object.metadata.name, { ...object }, options);
  }
}
