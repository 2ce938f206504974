import * as k8s from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';
import { secret } from '@pulumi/pulumi';
import type { Config } from '../model/config.ts';
import type { KubeObject } from '../model/kube.ts';
import type { ClusterModel, Environment } from '../model/resolved.ts';
import { ArgoCdInstall } from './components/argo-cd-install.ts';
import { ClusterAccess, type HubLogin } from './components/cluster-access.ts';
import { RepositoryAccess } from './components/repository-access.ts';
import { RootApplication } from './components/root-application.ts';
import { SealingIdentity } from './components/sealing-identity.ts';
import type { Settings, SpokeSetting } from './settings.ts';
import { spokeAccess } from './spoke-access.ts';

/** What a Pulumi stack makes: everything is known, nothing more is read. */
export interface DayZero {
  readonly config: Pick<Config, 'repository'>;
  readonly environment: Pick<Environment, 'name' | 'tier' | 'argocd'>;
  readonly cluster: ClusterModel;
  readonly settings: Settings;
  /** Undefined on a cluster that a hub deploys to. */
  readonly argocd: ArgoCdPlan | undefined;
}

export interface ArgoCdPlan {
  /** Prepared objects of upstream's install; none where an Argo CD is adopted. */
  readonly objects: readonly KubeObject[];
  /** Text of `ssh_known_hosts`. */
  readonly knownHosts: string;
  /** What the cluster is to remember of this, see `ReleaseRecord`. */
  readonly record: string;
}

/** Registers what day 0 makes for one cluster. */
export function registerDayZero(plan: DayZero): void {
  const { config, environment, cluster, settings, argocd } = plan;
  const { hub } = environment.argocd;
  const provider = kubeProvider(hub ?? cluster.name, settings.kubeconfig, settings.adopt);
  const ground: pulumi.Resource[] = [];
  if (argocd !== undefined) {
    if (argocd.objects.length > 0) {
      ground.push(...new ArgoCdInstall('argocd', { objects: argocd.objects, provider }).ground);
    }
    ground.push(
      new RepositoryAccess('repository', {
        repository: config.repository.url,
        login: settings.login,
        knownHosts: argocd.knownHosts,
        certificate: settings.certificate,
        provider,
        dependsOn: ground,
      }),
    );
  }
  if (hub !== undefined) {
    const login = settings.spoke === undefined ? SELF : hubLogin(cluster.name, settings.spoke, settings.adopt);
    ground.push(new ClusterAccess('cluster', { cluster, environment, login, provider, dependsOn: ground }));
  }
  new RootApplication('root', {
    config,
    environment,
    cluster: cluster.name,
    record: argocd?.record,
    provider,
    dependsOn: ground,
  });
}

const SELF: HubLogin = { kind: 'self' };

/** https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/ */
function kubeProvider(cluster: string, kubeconfig: string, adopt: boolean): k8s.Provider {
  return new k8s.Provider(cluster, {
    kubeconfig: secret(kubeconfig),
    // without an identifier, new credentials could look like a new cluster, and replace what is in it
    clusterIdentifier: cluster,
    enableServerSideApply: true,
    // otherwise a changed ConfigMap or Secret is deleted and made again
    enableConfigMapMutable: true,
    enableSecretMutable: true,
    // what is there already, or what another manager wrote, is nobody's to overwrite without being asked
    enablePatchForce: false,
    upsertExistingObjects: adopt,
  });
}

function hubLogin(cluster: string, spoke: SpokeSetting, adopt: boolean): HubLogin {
  const access = spokeAccess(cluster, spoke);
  if (spoke.auth === 'exec') return { kind: 'exec', access };
  const provider = kubeProvider(`spoke-${cluster}`, spoke.kubeconfig, adopt);
  const { token } = new SealingIdentity('identity', { provider });
  return { kind: 'token', access, token };
}
