import { join } from 'node:path';
import type { IdentityName } from './identities.ts';
import type { Process } from './keeper-client.ts';

/** Where the control plane finds its things. */
export interface ControlPlaneOptions {
  readonly folder: string;
  /** Path of a binary, by its name. */
  readonly binary: (name: string) => string;
  readonly kubeconfig: (identity: IdentityName) => string;
  readonly ports: { readonly etcd: number; readonly etcdPeers: number; readonly apiServer: number };
}

/**
 * Go collects garbage less often than it would by itself, as long as a process takes less than the limit: clusters of
 * tests live for minutes, and there is more memory than processor.
 */
export const GO_RUNTIME = { GOGC: '400', GOMEMLIMIT: '1GiB' } as const;

/** The files of a cluster's folder that the control plane reads and writes. */
export const FILES = {
  tokens: 'tokens.csv',
  auditPolicy: 'audit-policy.json',
  audit: 'audit.log',
  certificates: 'certificates',
  /** The API server's own, which holds the authority that signed it. */
  authority: 'certificates/apiserver.crt',
  authorityKey: 'certificates/apiserver.key',
  serviceAccountKey: 'service-account.key',
  serviceAccountPublicKey: 'service-account.pub',
} as const;

/** Who wrote what, without the content; reads are left out. */
export const AUDIT_POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'None', verbs: ['get', 'list', 'watch'] },
    { level: 'None', resources: [{ group: '', resources: ['events'] }, { group: 'coordination.k8s.io' }] },
    { level: 'Metadata' },
  ],
};

// it would find no metrics; a Stage writes what it says when it finds some
const AUTOSCALER = 'horizontal-pod-autoscaler-controller';

/** Files of `stages/` about kinds that every API server has. */
const CORE_STAGES = ['nodes', 'pods', 'routes', 'autoscalers'];

/** Files of `stages/` about custom resources, each of one group. */
const OPERATORS = ['gateway-api', 'external-secrets', 'monitoring'];

/** The store and the API server, which everything else waits for. */
export function apiServer({ folder, binary, ports }: ControlPlaneOptions): readonly Process[] {
  const file = (name: keyof typeof FILES) => join(folder, FILES[name]);
  const etcd = `http://127.0.0.1:${ports.etcd}`;
  const peers = `http://127.0.0.1:${ports.etcdPeers}`;
  return [
    {
      name: 'etcd',
      command: binary('etcd'),
      args: flags({
        'data-dir': join(folder, 'etcd'),
        'listen-client-urls': etcd,
        'advertise-client-urls': etcd,
        'listen-peer-urls': peers,
        'initial-advertise-peer-urls': peers,
        'initial-cluster': `default=${peers}`,
        'unsafe-no-fsync': 'true',
        'log-level': 'warn',
      }),
      env: GO_RUNTIME,
    },
    {
      name: 'kube-apiserver',
      command: binary('kube-apiserver'),
      args: flags({
        'etcd-servers': etcd,
        'bind-address': '127.0.0.1',
        'advertise-address': '127.0.0.1',
        // an Endpoints object cannot hold a loopback address
        'endpoint-reconciler-type': 'none',
        'secure-port': String(ports.apiServer),
        'cert-dir': file('certificates'),
        'token-auth-file': file('tokens'),
        'anonymous-auth': 'false',
        'authorization-mode': 'Node,RBAC',
        'allow-privileged': 'true',
        'service-cluster-ip-range': '10.96.0.0/16',
        'service-account-issuer': 'https://kubernetes.default.svc',
        'service-account-signing-key-file': file('serviceAccountKey'),
        'service-account-key-file': file('serviceAccountPublicKey'),
        'audit-policy-file': file('auditPolicy'),
        'audit-log-path': file('audit'),
        'max-requests-inflight': '1000',
        'max-mutating-requests-inflight': '500',
      }),
      env: GO_RUNTIME,
    },
  ];
}

/** What acts on the objects of the API server. */
export function controllers(options: ControlPlaneOptions): readonly Process[] {
  const { folder, binary, kubeconfig } = options;
  const kwok = (name: string, stages: readonly string[], more: Readonly<Record<string, string>>) => ({
    name,
    command: binary('kwok'),
    args: flags({
      kubeconfig: kubeconfig('kwok'),
      config: stages.map((stage) => join(import.meta.dirname, 'stages', `${stage}.yaml`)).join(','),
      ...more,
    }),
    env: { ...GO_RUNTIME, HOME: folder, KWOK_WORKDIR: join(folder, name) },
  });
  return [
    controllerManager(options, { name: 'kube-controller-manager', controllers: `*,-${AUTOSCALER}`, more: {} }),
    {
      name: 'kube-scheduler',
      command: binary('kube-scheduler'),
      args: flags({ ...delegated(kubeconfig('scheduler')), 'kube-api-qps': '200', 'kube-api-burst': '400' }),
      env: GO_RUNTIME,
    },
    kwok('kwok', CORE_STAGES, { 'manage-all-nodes': 'true', 'node-lease-duration-seconds': '40' }),
    // one for each group of custom resources, which comes up when the group does
    ...OPERATORS.map((name) => ({
      ...kwok(`kwok-${name}`, [name], { 'manage-single-node': 'none' }),
      restartAfter: 1_000,
    })),
  ];
}

/** The real autoscaler, for those who want it: it finds no metrics, but knows how many pods are too few. */
export function autoscaler(options: ControlPlaneOptions): Process {
  const more = { 'horizontal-pod-autoscaler-sync-period': '1s' };
  return controllerManager(options, { name: 'autoscaler', controllers: AUTOSCALER, more });
}

interface ControllersOfProcess {
  readonly name: string;
  readonly controllers: string;
  readonly more: Readonly<Record<string, string>>;
}

function controllerManager(
  { folder, binary, kubeconfig }: ControlPlaneOptions,
  { name, controllers, more }: ControllersOfProcess,
): Process {
  return {
    name,
    command: binary('kube-controller-manager'),
    args: flags({
      ...delegated(kubeconfig('controller-manager')),
      'use-service-account-credentials': 'true',
      'service-account-private-key-file': join(folder, FILES.serviceAccountKey),
      'root-ca-file': join(folder, FILES.authority),
      controllers,
      'kube-api-qps': '200',
      'kube-api-burst': '400',
      ...more,
    }),
    env: GO_RUNTIME,
  };
}

/** How a controller speaks to the API server, and who may ask it something: nobody. */
function delegated(path: string): Readonly<Record<string, string>> {
  return {
    kubeconfig: path,
    'authentication-kubeconfig': path,
    'authorization-kubeconfig': path,
    'leader-elect': 'false',
    'secure-port': '0',
  };
}

function flags(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}
