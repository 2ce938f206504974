import { join } from 'node:path';
import { rootApplication, rootProject } from '../../constructs/argocd/index.ts';
import type { Project } from '../../pipeline/index.ts';
import type { Resource } from './api-client.ts';
import { type ArgoCD, startArgoCD } from './argo-cd.ts';
import { type Cluster, type ClusterOptions, startCluster } from './cluster.ts';
import { installCustomResources } from './custom-resources.ts';
import type { GitRepository } from './git-repository.ts';
import { serveManifests } from './served-manifests.ts';
import { waitFor } from './wait.ts';

/** A cluster of an environment, running what is rendered for it. */
export interface Deployment {
  readonly cluster: Cluster;
  readonly argocd: ArgoCD;
  readonly repository: GitRepository;
  /** Waits until all Applications are synced to the commit that the repository is at, and healthy. */
  settled(options?: SettleOptions): Promise<void>;
  /** Ends all, and removes all files. */
  stop(): Promise<void>;
}

export interface SettleOptions {
  /** Milliseconds. @default 120000 */
  readonly timeout?: number;
  /** Names of Applications that need not be. */
  readonly except?: readonly string[];
}

export interface DeploymentOptions extends ClusterOptions {
  readonly project: Project;
  /** Name of a cluster of one of the project's environments. */
  readonly cluster: string;
  /** @default the folder `manifests` of the project */
  readonly manifests?: string;
}

/** Starts a cluster and Argo CD, and hands Argo CD the root Application, as day 0 does. */
export async function deploy(options: DeploymentOptions): Promise<Deployment> {
  const { project, cluster: name } = options;
  const environment = project.environments.find(({ clusters }) => clusters.some((one) => one.name === name));
  if (environment === undefined) throw new TypeError(`no environment has a cluster ${name}`);
  const cluster = await startCluster(options);
  try {
console.log('cluster', performance.now());    await installCustomResources(cluster, ['gateway-api', 'external-secrets']);console.log('crds', performance.now());
    const argocd = await startArgoCD(cluster);console.log('argo', performance.now());
    const repository = serveManifests({
      folder: join(cluster.folder, 'git'),
      manifests: options.manifests ?? join(project.root, 'manifests'),
      repository: project.config.repository,
    });
    const folder = `${environment.name}/_clusters/${name}`;
    const config = { repository: { url: repository.url, branch: project.config.repository.branch } };
    const installer = cluster.as('installer');
    const group = '/apis/argoproj.io/v1alpha1/namespaces/argocd';
    await installer.create(`${group}/appprojects`, rootProject(config));
    await installer.create(`${group}/applications`, rootApplication({ cluster: name, environment, config, folder }));
    const deployment: Deployment = {
      cluster,
      argocd,
      repository,
      settled: ({ timeout = 120_000, except = [] } = {}) => settle(argocd, repository, timeout, except),
      stop: () => cluster.stop(),
    };
    return deployment;
  } catch (error) {
    const logs = cluster.keepLogs();
    await cluster.stop();
    throw new Error(`${error instanceof Error ? error.message : error}\nlogs: ${logs}`, { cause: error });
  }
}

// what arrived before its project, its kind or its secret waits for Argo CD's next look, which is minutes away
const POKE = 5_000;

async function settle(
  argocd: ArgoCD,
  repository: GitRepository,
  timeout: number,
  except: readonly string[],
): Promise<void> {
  let unsettled: readonly Unsettled[] = [];
  let poked = performance.now();
  await argocd.webhook();
  await waitFor(
    async () => {
      const applications = (await argocd.applications()).filter(({ metadata }) => !except.includes(metadata.name));
      unsettled = applications.flatMap((application) => unsettledState(application, repository) ?? []);
      if (unsettled.length === 0) return applications.length > 1;
      if (performance.now() - poked > POKE) {
        await argocd.webhook(unsettled.map(({ name }) => name));
        poked = performance.now();
      }
      return false;
    },
    {
      what: 'all Applications to be Synced and Healthy',
      timeout,
      interval: 250,
      explain: () => unsettled.map(({ name, state }) => `${name}: ${state}`).join('\n'),
    },
  );
}

interface Unsettled {
  readonly name: string;
  readonly state: string;
}

function unsettledState(application: Resource, repository: GitRepository): Unsettled | undefined {
  const { sync, health, operationState, conditions = [] } = application['status'] ?? {};
  const local = application['spec'].source.repoURL === repository.url;
  const current = !local || sync?.revision === repository.head();
  if (current && sync?.status === 'Synced' && health?.status === 'Healthy') return undefined;
  const state = [sync?.status, health?.status, operationState?.phase, operationState?.message];
  const messages = conditions.map(({ message }: { readonly message: string }) => message);
  return {
    name: application.metadata.name,
    state: [...state, ...messages].filter((text) => text !== undefined).join(', '),
  };
}
