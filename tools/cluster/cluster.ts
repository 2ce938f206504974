import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isBuilt } from '../build-component.ts';
import { component, folderOf } from '../component-cache.ts';
import type { ComponentName } from '../components.ts';
import { ApiClient } from './api-client.ts';
import { AUDIT_POLICY, apiServer, autoscaler, type ControlPlaneOptions, controllers, FILES } from './control-plane.ts';
import { freePorts } from './free-ports.ts';
import { IDENTITY_BINDINGS, type IdentityName, identityNames, newTokens, tokenFile } from './identities.ts';
import { Keeper } from './keeper-client.ts';
import { type Access, kubeconfig } from './kubeconfig.ts';
import { NODES } from './nodes.ts';
import { STORAGE } from './storage.ts';
import { messageOf, waitFor } from './wait.ts';

/** A Kubernetes cluster on this machine: a real control plane, simulated nodes. */
export interface Cluster {
  /** Holds all its files; it goes when the cluster stops. */
  readonly folder: string;
  /** Its processes: a test may kill and start them. */
  readonly keeper: Keeper;
  /** Address of the API server. */
  readonly server: string;
  /** Path of the certificate that the API server's is checked against. */
  readonly authority: string;
  /** Path of the audit log: one JSON event a line. */
  readonly audit: string;
  /** A client that speaks as somebody. */
  as(identity: IdentityName): ApiClient;
  /** Path of somebody's kubeconfig. */
  kubeconfig(identity: IdentityName): string;
  /** Starts a process of the control plane again, after `keeper.kill(name)`; or `autoscaler`, which does not run by itself. */
  restart(name: string): Promise<void>;
  /** Copies the logs, as they are now, to a folder that stays, and returns its path: the same each time. */
  keepLogs(): string;
  /** Ends all processes, and removes all files. */
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /**
   * The folder of its files; it must not exist.
   * @default a new temporary folder
   */
  readonly folder?: string;
}

/**
 * Starts a cluster with three nodes in two zones, and storage to claim. Several can run at once.
 *
 * @throws Error when it does not come up, with the logs' whereabouts; nothing is left running
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  needComponents(['kubernetes', 'etcd', 'kwok']);
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'stele-cluster-'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keeper = await Keeper.start(folder);
  try {
    const [etcd = 0, etcdPeers = 0, port = 0] = await freePorts(3);
    const server = `https://127.0.0.1:${port}`;
    const authority = join(folder, FILES.authority);
    const access = prepare(folder, { server, authority });
    const plane: ControlPlaneOptions = {
      folder,
      binary,
      kubeconfig: (identity) => kubeconfigPath(folder, identity),
      ports: { etcd, etcdPeers, apiServer: port },
    };
    for (const process of apiServer(plane)) await keeper.run(process);
    // written after the certificate, which is complete then
    const key = join(folder, FILES.authorityKey);
    await waitFor(async () => existsSync(key), patience('the certificate of the API server', keeper));
    const clients = new Map<IdentityName, ApiClient>();
    const as = (identity: IdentityName) => {
      const client = clients.get(identity) ?? new ApiClient(access(identity));
      clients.set(identity, client);
      return client;
    };
    const installer = as('installer');
    await waitFor(
      async () => (await installer.answer('GET', '/readyz')).status === 200,
      patience('the API server', keeper),
    );
    for (const process of controllers(plane)) await keeper.run(process);
    await furnish(installer);
    await waitFor(() => nodesAreReady(installer), patience('the nodes', keeper));
    const processes = [...apiServer(plane), ...controllers(plane), autoscaler(plane)];
    return {
      folder,
      keeper,
      server,
      authority,
      audit: join(folder, FILES.audit),
      as,
      kubeconfig: plane.kubeconfig,
      async restart(name) {
        const process = processes.find((one) => one.name === name);
        if (process === undefined) throw new TypeError(`no process is named ${name}`);
        await keeper.run(process);
      },
      keepLogs: () => keepLogs(folder),
      async stop() {
        for (const client of clients.values()) client.close();
        await keeper.stop();
      },
    };
  } catch (error) {
    const logs = keepLogs(folder);
    await keeper.stop();
    throw new Error(`${messageOf(error)}\nlogs: ${logs}`, { cause: error });
  }
}

/** Path of a binary of the components. */
export function binary(name: string): string {
  const names: readonly ComponentName[] = ['kubernetes', 'etcd', 'kwok', 'argocd', 'kustomize', 'cyclonus'];
  const owner = names.map(component).find(({ binaries }) => Object.hasOwn(binaries, name));
  if (owner === undefined) throw new TypeError(`no component has a binary ${name}`);
  return join(folderOf(owner), name);
}

/** @throws Error that says how to build what is missing */
export function needComponents(names: readonly ComponentName[]): void {
  const missing = names.filter((name) => !isBuilt(component(name)));
  if (missing.length > 0) throw new Error(`not built: ${missing.join(', ')}; run npm run tools`);
}

/** Writes the files that the control plane reads, and returns how each identity gets in. */
function prepare(folder: string, place: Omit<Access, 'token'>): (identity: IdentityName) => Access {
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 });
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const tokens = newTokens();
  const access = (identity: IdentityName) => ({ ...place, token: tokens.get(identity) ?? '' });
  write(FILES.serviceAccountKey, privateKey);
  write(FILES.serviceAccountPublicKey, publicKey);
  write(FILES.auditPolicy, JSON.stringify(AUDIT_POLICY));
  write(FILES.tokens, tokenFile(tokens));
  mkdirSync(join(folder, 'kubeconfigs'));
  for (const name of identityNames()) {
    writeFileSync(kubeconfigPath(folder, name), kubeconfig(access(name)), { mode: 0o600 });
  }
  return access;
}

/** What a cluster has before anybody installs anything. */
async function furnish(installer: ApiClient): Promise<void> {
  const paths: Readonly<Record<string, string>> = {
    ClusterRoleBinding: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
    Node: '/api/v1/nodes',
    StorageClass: '/apis/storage.k8s.io/v1/storageclasses',
    PersistentVolume: '/api/v1/persistentvolumes',
  };
  const objects = [...IDENTITY_BINDINGS, ...NODES, ...STORAGE] as readonly { readonly kind: string }[];
  await Promise.all(objects.map((object) => installer.create(paths[object.kind] ?? '', object)));
}

async function nodesAreReady(client: ApiClient): Promise<boolean> {
  const nodes = await client.list('/api/v1/nodes');
  return nodes.every(
    (node) =>
      (node.spec.taints ?? []).length === 0 &&
      node.status.conditions?.some(
        ({ type, status }: { readonly type: string; readonly status: string }) => type === 'Ready' && status === 'True',
      ),
  );
}

function patience(what: string, keeper: Keeper) {
  return { what, timeout: 60_000, interval: 50, explain: () => keeper.casualties().join('\n') };
}

/** Path of somebody's kubeconfig in the folder of a cluster. */
export function kubeconfigPath(folder: string, identity: IdentityName): string {
  return join(folder, 'kubeconfigs', `${identity}.yaml`);
}

function keepLogs(folder: string): string {
  const kept = join(tmpdir(), basename(folder).replace(/^(stele-)?(cluster-)?/, 'stele-logs-'));
  cpSync(join(folder, 'logs'), kept, { recursive: true });
  if (existsSync(join(folder, FILES.audit))) cpSync(join(folder, FILES.audit), join(kept, 'audit.log'));
  return kept;
}
