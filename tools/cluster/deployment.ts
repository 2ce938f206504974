import { join } from 'node:path';
import { rootApplication, rootProject } from '../../constructs/argocd/index.ts';
import type { Resource } from './api-client.ts';
import { type ArgoCD, type ArgoCDOptions, startArgoCD } from './argo-cd.ts';
import { type Cluster, type ClusterOptions, startCluster } from './cluster.ts';
import { type CustomResources, installCustomResources } from './custom-resources.ts';
import { messageOf, waitFor } from './wait.ts';

/** A cluster of an environment, running what is rendered for it. */
export interface Deployment<R extends Repository = Repository> {
  readonly cluster: Cluster;
  readonly argocd: ArgoCD;
  readonly repository: R;
  /** Waits until all Applications are synced to the commit that the repository is at, and healthy. */
  settled(options?: SettleOptions): Promise<void>;
  /** Ends all processes, and removes the cluster's files. */
  stop(): Promise<void>;
}

/** A Git repository that holds rendered manifests. */
export interface Repository {
  readonly url: string;
  /** The commit that the branch is at. */
  head(): string;
  /**
   * Whether a folder is the same in a former commit as in the one that the branch is at: an Application that was synced
   * to the former one has nothing to do then.
   *
   * @default nobody knows, so each Application has to be synced to the newest commit
   */
  isSame?(commit: string, folder: string): boolean;
}

export interface SettleOptions {
  /** Milliseconds. @default 120000 */
  readonly timeout?: number;
  /** Names of Applications that need not be. */
  readonly except?: readonly string[];
  /**
   * How often Argo CD is told to look at Git: again and again what is not settled, as it would by itself after minutes;
   * once, as the webhook of a commit does; or never.
   * @default again
   */
  readonly poke?: 'again' | 'once' | 'never';
  /** Called with how many of the Applications are settled. */
  readonly onProgress?: (settled: number, all: number) => void;
}

export interface DeploymentOptions<R extends Repository> extends ClusterOptions, ArgoCDOptions {
  readonly environment: Parameters<typeof rootApplication>[0]['environment'] & { readonly name: string };
  /** Name of a cluster of the environment. */
  readonly cluster: string;
  /** The branch that Argo CD follows. */
  readonly branch: string;
  /** The repository; what is made for this cluster alone goes into its folder. */
  readonly repository: (folder: string) => R | Promise<R>;
  /**
   * Kinds that the cluster has from the beginning.
   * @default those of the Gateway API and of External Secrets
   */
  readonly customResources?: readonly CustomResources[];
}

/**
 * Starts a cluster and Argo CD, and hands Argo CD the root Application, as day 0 does.
 *
 * @throws Error when anything of it fails, with the logs' whereabouts; nothing is left running
 */
export async function deploy<R extends Repository>(options: DeploymentOptions<R>): Promise<Deployment<R>> {
  const { environment, cluster: name, branch, customResources = ['gateway-api', 'external-secrets'] } = options;
  const cluster = await startCluster(options);
  try {
    await installCustomResources(cluster, customResources);
    const argocd = await startArgoCD(cluster, options);
    const repository = await options.repository(join(cluster.folder, 'git'));
    const config = { repository: { url: repository.url, branch } };
    const folder = `${environment.name}/_clusters/${name}`;
    const installer = cluster.as('installer');
    const group = '/apis/argoproj.io/v1alpha1/namespaces/argocd';
    await installer.create(`${group}/appprojects`, rootProject(config));
    await installer.create(`${group}/applications`, rootApplication({ cluster: name, environment, config, folder }));
    return {
      cluster,
      argocd,
      repository,
      settled: (how) => settle(argocd, repository, how),
      stop: () => cluster.stop(),
    };
  } catch (error) {
    const logs = cluster.keepLogs();
    await cluster.stop();
    throw new Error(`${messageOf(error)}\nlogs: ${logs}`, { cause: error });
  }
}

// what arrived before its project, its kind or its secret waits for Argo CD's next look, which is minutes away
const POKE = 5_000;

/** Waits until all Applications are synced to the commit that a repository is at, and healthy. */
export async function settle(
  argocd: Pick<ArgoCD, 'applications' | 'webhook'>,
  repository: Repository,
  { timeout = 120_000, except = [], poke = 'again', onProgress }: SettleOptions = {},
): Promise<void> {
  let unsettled: readonly Unsettled[] = [];
  // the commit's own webhook
  let poked = performance.now() - POKE;
  let told = poke === 'never';
  await waitFor(
    async () => {
      const applications = (await argocd.applications()).filter(({ metadata }) => !except.includes(metadata.name));
      unsettled = applications.flatMap((application) => unsettledState(application, repository) ?? []);
      onProgress?.(applications.length - unsettled.length, applications.length);
      if (unsettled.length === 0) return applications.length > 1;
      if ((poke === 'again' || !told) && performance.now() - poked >= POKE) {
        const idle = told ? unsettled.filter(({ syncing }) => !syncing) : unsettled;
        told = true;
        await argocd.webhook(idle.map(({ name }) => name));
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
  readonly syncing: boolean;
}

function unsettledState(application: Resource, repository: Repository): Unsettled | undefined {
  const { sync, health, operationState, conditions = [] } = application.status ?? {};
  const local = application.spec.source.repoURL === repository.url;
  // an Application that was told another place has yet to look there
  const looked = sync?.comparedTo?.source?.path === application.spec.source.path;
  const current = !local || (looked && isCurrent(repository, sync?.revision, application.spec.source.path));
  if (current && sync?.status === 'Synced' && health?.status === 'Healthy') return undefined;
  const state = [sync?.status, health?.status, operationState?.phase, operationState?.message];
  const messages = conditions.map(({ message }: { readonly message: string }) => message);
  return {
    name: application.metadata.name,
    syncing: operationState?.phase === 'Running',
    state: [...state, ...messages].filter((text) => text !== undefined).join(', '),
  };
}

function isCurrent(repository: Repository, commit: string | undefined, folder: string): boolean {
  if (commit === undefined) return false;
  return commit === repository.head() || repository.isSame?.(commit, folder) === true;
}
