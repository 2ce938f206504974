import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../model/errors.ts';
import type { ClusterModel, Environment } from '../../../model/resolved.ts';
import type { Project } from '../../../pipeline/index.ts';
import { component, versionOf } from '../../component-cache.ts';
import { prepareComponents } from '../../prepare-components.ts';
import { argoApplications } from '../argo-cd.ts';
import { kubeconfigPath } from '../cluster.ts';
import { type CustomResources, installCustomResources } from '../custom-resources.ts';
import { type Deployment, deploy, type SettleOptions, settle } from '../deployment.ts';
import { readKubeconfig } from '../kubeconfig.ts';
import { identityOf } from '../process-identity.ts';
import { PLAYGROUND_COMPONENTS } from './components.ts';
import { missingResources } from './missing-resources.ts';
import { type Release, release } from './release.ts';
import {
  claimPlayground,
  findPlayground,
  type Playground,
  type PlaygroundName,
  type PlaygroundRecord,
  playgroundFolder,
  writeRecord,
} from './state.ts';
import { installerOf, type PlaygroundStatus, playgroundStatus } from './status.ts';
import { stopPlayground } from './stop.ts';

export interface UpOptions {
  readonly project: Project;
  readonly environment: Environment;
  /** A cluster of the environment. */
  readonly cluster: ClusterModel;
  /** How long to wait until all Applications are Synced and Healthy, in milliseconds. */
  readonly timeout: number;
  /** Called with what is being done just now. */
  readonly onProgress: (text: string) => void;
  /** Called with a line that is to stay. */
  readonly onLine: (line: string) => void;
}

export interface UpResult extends Omit<Release, 'repository'> {
  /** Whether it was started now, or ran before. */
  readonly started: boolean;
  readonly status: PlaygroundStatus;
}

/**
 * Brings a playground up: starts it, or gives the one that runs what the working tree renders now.
 *
 * A start that fails, and one whose process ends in whatever way, leaves nothing. Once started, it outlives the process.
 *
 * @throws UserError when the source is wrong, something that it needs is missing, or another command is at it
 */
export async function up(options: UpOptions): Promise<UpResult> {
  const { project, onProgress, onLine } = options;
  const name = { environment: options.environment.name, cluster: options.cluster.name };
  const folder = playgroundFolder(name);
  await prepare(onLine);
  const found = findPlayground(name);
  if (found?.state === 'starting') throw beingStarted(name, found.record?.starter?.pid);
  if (found?.state === 'running') return await update(found, options);
  if (found !== undefined) stopPlayground(folder);
  // a mistake in the source shows before anything is started
  onProgress('rendering');
  const customResources = await missingResources(project, name);
  const record = newRecord(name, project.root, customResources);
  if (!claimPlayground(folder, record)) throw beingStarted(name, undefined);
  const stop = () => stopPlayground(folder);
  process.once('exit', stop);
  try {
    return await start(folder, record, customResources, options);
  } catch (error) {
    stop();
    throw startFailure(name, error);
  } finally {
    process.off('exit', stop);
  }
}

/** Builds what is missing; ends with this process. */
async function prepare(onLine: (line: string) => void): Promise<void> {
  if (process.platform === 'win32') {
    throw new UserError({ subject: 'stele cluster', message: 'needs Linux or macOS; run it in WSL' });
  }
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('exit', stop);
  try {
    await prepareComponents(PLAYGROUND_COMPONENTS, { signal: abort.signal, onProgress: onLine });
  } finally {
    process.off('exit', stop);
  }
}

async function start(
  folder: string,
  record: PlaygroundRecord,
  customResources: readonly CustomResources[],
  { project, environment, cluster, timeout, onProgress }: UpOptions,
): Promise<UpResult> {
  const name = { environment: environment.name, cluster: cluster.name };
  let released: Release | undefined;
  onProgress('starting Kubernetes and Argo CD');
  const deployment = await deploy({
    environment,
    cluster: cluster.name,
    branch: project.config.repository.branch,
    folder,
    customResources,
    async repository() {
      released = await release({ project, name, folder, onProgress });
      return released.repository;
    },
  });
  if (released === undefined) throw new TypeError('a deployment asks for its repository');
  if (environment.argocd.hub !== undefined) await registerCluster(deployment, cluster.name);
  const unsettled = await failureOf(deployment.settled(patience(timeout, onProgress)));
  const started = { ...record, starter: null };
  const status = await statusOf({ folder, record: started, state: 'running' }, unsettled);
  await deployment.cluster.keeper.release();
  writeRecord(folder, started);
  return { ...released, started: true, status };
}

/** Gives a playground that runs what the working tree renders now. */
async function update(
  playground: Playground,
  { project, environment, cluster, timeout, onProgress }: UpOptions,
): Promise<UpResult> {
  const { folder, record } = playground;
  const name = { environment: environment.name, cluster: cluster.name };
  if (record?.root !== project.root) {
    throw new UserError({
      subject: text(name),
      message: `is running from ${record?.root}; stop that one first: stele cluster down ${text(name)}`,
    });
  }
  await installFurther(folder, record, await missingResources(project, name));
  const released = await release({ project, name, folder, onProgress });
  const installer = installerOf(folder);
  try {
    const argocd = argoApplications(installer);
    if (released.changes.length > 0) await argocd.webhook();
    const unsettled = await failureOf(settle(argocd, released.repository, patience(timeout, onProgress)));
    return { ...released, started: false, status: await statusOf(playground, unsettled) };
  } finally {
    installer.close();
  }
}

/** Gives a playground the kinds that what is rendered now has, and what was rendered before had not. */
async function installFurther(
  folder: string,
  record: PlaygroundRecord,
  wanted: readonly CustomResources[],
): Promise<void> {
  const further = wanted.filter((name) => !record.customResources.includes(name));
  if (further.length === 0) return;
  await installCustomResources({ folder, kubeconfig: (identity) => kubeconfigPath(folder, identity) }, further);
  writeRecord(folder, { ...record, customResources: [...record.customResources, ...further] });
}

function patience(timeout: number, onProgress: UpOptions['onProgress']): SettleOptions {
  return {
    timeout,
    onProgress: (settled, all) => onProgress(`${settled} of ${all} Applications are Synced and Healthy`),
  };
}

/** How a playground is after the wait: when nobody can say, why the wait failed. */
async function statusOf(playground: Playground, unsettled: unknown): Promise<PlaygroundStatus> {
  const status = await playgroundStatus(playground);
  if (status !== undefined && status.problem === undefined) {
    return { ...status, healthy: status.healthy && unsettled === undefined };
  }
  throw unsettled ?? new Error(status?.problem);
}

function failureOf(promise: Promise<void>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error) => error ?? new Error('failed'),
  );
}

/**
 * Makes the cluster known to its own Argo CD by the name that a hub knows it by.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
 */
async function registerCluster({ cluster }: Deployment, name: string): Promise<void> {
  const { server, authority, token } = readKubeconfig(join(cluster.folder, 'argocd', 'kubeconfig.yaml'));
  const caData = readFileSync(authority).toString('base64');
  await cluster.as('installer').create('/api/v1/namespaces/argocd/secrets', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `cluster-${name}`, labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
    stringData: { name, server, config: JSON.stringify({ bearerToken: token, tlsClientConfig: { caData } }) },
  });
}

function newRecord(name: PlaygroundName, root: string, customResources: readonly CustomResources[]): PlaygroundRecord {
  const starter = identityOf(process.pid);
  if (starter === undefined) throw new Error('cannot read when this process started; is ps or /proc missing?');
  return {
    version: 2,
    ...name,
    root,
    since: new Date().toISOString(),
    kubernetes: versionOf(component('kubernetes')),
    argocd: versionOf(component('argocd')),
    customResources: [...customResources],
    starter,
  };
}

function beingStarted(name: PlaygroundName, pid: number | undefined): UserError {
  const who = pid === undefined ? 'another command' : `process ${pid}`;
  return new UserError({
    subject: text(name),
    message: `is being started by ${who}; wait for it, or stop it: stele cluster down ${text(name)}`,
  });
}

/** What `deploy` throws names the logs that it kept; it holds what made it fail. */
function startFailure(name: PlaygroundName, error: unknown): unknown {
  if (!(error instanceof Error) || !error.message.includes('\nlogs: ')) return error;
  if (error.cause instanceof UserError) return error.cause;
  return new UserError({ subject: text(name), message: `did not start: ${error.message}` });
}

function text({ environment, cluster }: PlaygroundName): string {
  return `${environment}/${cluster}`;
}
