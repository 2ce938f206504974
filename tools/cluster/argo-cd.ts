import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { which } from '../build-component.ts';
import { component, folderOf } from '../component-cache.ts';
import type { ApiClient, Resource } from './api-client.ts';
import { binary, type Cluster, needComponents } from './cluster.ts';
import { GO_RUNTIME } from './control-plane.ts';
import { installCustomResources } from './custom-resources.ts';
import { freePorts } from './free-ports.ts';
import type { Process } from './keeper-client.ts';
import { kubeconfig } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';
import { waitFor } from './wait.ts';

/** Argo CD, deploying to the cluster it was started for: repo-server, application controller and Redis. */
export interface ArgoCD {
  /** The user that it writes as. */
  readonly user: string;
  /** All Applications. */
  applications(): Promise<readonly Resource[]>;
  /** What a Git server's webhook does: makes Applications look at Git at once; without names, all. */
  webhook(names?: readonly string[]): Promise<void>;
  /** Kills one of its processes, at once. */
  kill(name: ArgoProcess): Promise<void>;
  /** Starts it again. */
  restart(name: ArgoProcess): Promise<void>;
  /** Ends it. */
  stop(): Promise<void>;
}

export type ArgoProcess = 'redis' | 'argocd-repo-server' | 'argocd-application-controller';

const NAMESPACE = 'argocd';
const ACCOUNT = 'argocd-application-controller';
const APPLICATIONS = `/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/applications`;
const REFRESH = 'argocd.argoproj.io/refresh';
const YEAR_IN_SECONDS = 365 * 24 * 3600;

export interface ArgoCDOptions {
  /**
   * Seconds between looks at Git and the cluster that nothing gives rise to.
   * @default 60
   */
  readonly resync?: number;
  /**
   * Whether somebody has put into the cluster already what Argo CD needs there.
   * @default false
   */
  readonly installed?: boolean;
}

/**
 * Starts Argo CD with a service account of its own, and the settings that `stacks/platform/argocd` renders for it.
 *
 * @throws Error when it does not come up
 */
export async function startArgoCD(
  cluster: Cluster,
  { resync = 60, installed = false }: ArgoCDOptions = {},
): Promise<ArgoCD> {
  needComponents(['argocd', 'kustomize']);
  const installer = cluster.as('installer');
  if (!installed) await install(cluster);
  const { token } = (
    await installer.create(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${ACCOUNT}/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: YEAR_IN_SECONDS },
    })
  ).status as { readonly token: string };
  const home = prepare(cluster);
  const config = join(home, 'kubeconfig.yaml');
  writeFileSync(config, kubeconfig({ server: cluster.server, authority: cluster.authority, token }), { mode: 0o600 });
  const started = await processes(home, config, resync);
  for (const process of started) await cluster.keeper.run(process);
  return {
    user: `system:serviceaccount:${NAMESPACE}:${ACCOUNT}`,
    ...argoApplications(installer),
    kill: (name) => cluster.keeper.kill(name, 'SIGKILL'),
    async restart(name) {
      const process = started.find((one) => one.name === name);
      if (process !== undefined) await cluster.keeper.run(process);
    },
    async stop() {
      for (const { name } of started.toReversed()) await cluster.keeper.kill(name, 'SIGKILL');
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The Applications of a cluster that runs already. */
export function argoApplications(installer: ApiClient): Pick<ArgoCD, 'applications' | 'webhook'> {
  return {
    applications: () => installer.list(APPLICATIONS),
    async webhook(names) {
      const refresh = { metadata: { annotations: { [REFRESH]: 'normal' } } };
      // a request that meets a look under way is taken for that one, which may have seen an older commit
      await waitFor(async () => (await installer.list(APPLICATIONS)).every((one) => !isAsked(one)), {
        what: 'looks at Git that are under way',
        timeout: 30_000,
      });
      const chosen = names ?? (await installer.list(APPLICATIONS)).map(({ metadata }) => metadata.name);
      await Promise.all(chosen.map((name) => installer.patch(`${APPLICATIONS}/${name}`, 'merge', refresh)));
    },
  };
}

function isAsked({ metadata }: Resource): boolean {
  return metadata.annotations?.[REFRESH] !== undefined;
}

/** What day 0 puts into a cluster for Argo CD, from its own release. */
async function install(cluster: Cluster): Promise<void> {
  const installer = cluster.as('installer');
  const manifests = join(folderOf(component('argocd')), 'manifests');
  await installer.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  await installCustomResources(cluster, ['applications', 'projects']);
  await kubectl(cluster, ['apply', '--server-side', '-k', join(manifests, 'cluster-rbac/application-controller')]);
  await kubectl(cluster, ['apply', '--server-side', '-n', NAMESPACE, '-f', '-'], JSON.stringify(settings()));
  await waitFor(async () => (await installer.answer('GET', APPLICATIONS)).status === 200, {
    what: 'the API of Argo CD',
    timeout: 20_000,
  });
  await installer.create(`/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/appprojects`, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'default', namespace: NAMESPACE },
    spec: {},
  });
}

function settings(): object {
  const one = (kind: string, name: string, more: object) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, labels: { 'app.kubernetes.io/part-of': 'argocd' } },
    ...more,
  });
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: ACCOUNT } },
      one('ConfigMap', 'argocd-cm', {
        data: { ...upstreamSettings(), 'application.resourceTrackingMethod': 'annotation' },
      }),
      one('ConfigMap', 'argocd-rbac-cm', {}),
      one('Secret', 'argocd-secret', { stringData: { 'server.secretkey': randomBytes(24).toString('base64') } }),
    ],
  };
}

/** What upstream sets: kinds that it does not watch, and changes that it does not look at. */
function upstreamSettings(): Readonly<Record<string, string>> {
  const file = join(folderOf(component('argocd')), 'manifests/base/config/argocd-cm.yaml');
  const { data } = load(readFileSync(file, 'utf8')) as { readonly data: Readonly<Record<string, string>> };
  return data;
}

/** What `stacks/platform/argocd` sets for the pods that these processes stand for. */
export const RENDERED_SETTINGS = {
  environment: {
    ARGOCD_APPLICATION_CONTROLLER_SERVER_SIDE_DIFF: 'true',
    ARGOCD_APPLICATION_CONTROLLER_SYNC_TIMEOUT: '300',
    ARGOCD_GIT_MODULES_ENABLED: 'false',
  },
  gitConfig: '[diff]\n\trenames = false\n',
} as const;

/** Makes the folders it works in, and returns the one that holds them. */
function prepare(cluster: Cluster): string {
  const home = join(cluster.folder, 'argocd');
  for (const name of ['bin', 'tls', 'ssh', 'gnupg', 'plugins', 'tmp']) mkdirSync(join(home, name), { recursive: true });
  const programs = {
    'git-verify-wrapper.sh': join(folderOf(component('argocd')), 'hack/git-verify-wrapper.sh'),
    // what it has Git ask for a password
    argocd: binary('argocd'),
    kubectl: binary('kubectl'),
    kustomize: binary('kustomize'),
  };
  for (const [name, path] of Object.entries(programs)) symlinkSync(path, join(home, 'bin', name));
  writeFileSync(join(home, 'gitconfig'), RENDERED_SETTINGS.gitConfig);
  return home;
}

async function processes(
  home: string,
  config: string,
  resync: number,
): Promise<readonly (Process & { readonly name: ArgoProcess })[]> {
  const [redisPort = 0, repoPort = 0, repoMetrics = 0, metrics = 0] = await freePorts(4);
  const redis = `127.0.0.1:${redisPort}`;
  const env = {
    ...GO_RUNTIME,
    HOME: home,
    // where it looks for "its own" cluster, with the next variable
    KUBECONFIG: config,
    TMPDIR: join(home, 'tmp'),
    PATH: `${join(home, 'bin')}:${process.env.PATH}`,
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_RECONCILIATION_TIMEOUT: `${resync}s`,
    ARGOCD_TLS_DATA_PATH: join(home, 'tls'),
    ARGOCD_SSH_DATA_PATH: join(home, 'ssh'),
    ARGOCD_GNUPGHOME: join(home, 'gnupg'),
    ARGOCD_PLUGINSOCKFILEPATH: join(home, 'plugins'),
    ARGOCD_ASK_PASS_SOCK: join(home, 'ask-pass.sock'),
    ...RENDERED_SETTINGS.environment,
    GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
  };
  const argo = (name: ArgoProcess, ...args: readonly string[]) => ({
    name,
    command: binary('argocd'),
    args: [...args, '--redis', redis, '--loglevel', 'info'],
    env: { ...env, ARGOCD_BINARY_NAME: name },
  });
  return [
    {
      name: 'redis',
      command: which('redis-server') ?? 'redis-server',
      args: ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      env: {},
    },
    argo(
      'argocd-repo-server',
      ...['--address', '127.0.0.1', '--port', String(repoPort)],
      ...['--metrics-address', '127.0.0.1', '--metrics-port', String(repoMetrics)],
    ),
    argo(
      'argocd-application-controller',
      ...['--kubeconfig', config, '--namespace', NAMESPACE, '--repo-server', `127.0.0.1:${repoPort}`],
      ...['--app-resync-jitter', '0', '--metrics-port', String(metrics)],
    ),
  ];
}
