/** Memory of the components that grow with what they manage. */
export interface Sizes {
  readonly controller: string;
  readonly repoServer: string;
  readonly server: string;
}

/** What one container asks for. */
export interface Share {
  readonly cpu: string;
  readonly memory: string;
}

/** A workload of upstream's install. */
export interface Component {
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly name: string;
  /** Its containers; the first one fills the scratch space. */
  readonly containers: Readonly<Record<string, Share>>;
  /** Init containers: they only copy a binary, write a Secret or a configuration. */
  readonly prepared?: readonly string[];
  /** Scratch space by volume. */
  readonly scratch?: Readonly<Record<string, string>>;
  /** The one container that talks to the API server. */
  readonly token?: string;
  /** The group that its user writes as; upstream names none, and a user that the image does not know gets root's. */
  readonly group?: number;
  /** What upstream keeps on nodes of their own, by the label `app.kubernetes.io/name` of the pods, and not in zones. */
  readonly zones?: string;
  /** Whether there is a pod on each of three nodes, so that none has room for one more. */
  readonly full?: boolean;
}

/** The workloads of upstream's install without Dex, plain or highly available. */
export function components(sizes: Sizes, highlyAvailable: boolean): readonly Component[] {
  return [...argoCd(sizes), ...(highlyAvailable ? REDIS_HA : REDIS)];
}

function argoCd({ controller, repoServer, server }: Sizes): readonly Component[] {
  return [
    {
      kind: 'StatefulSet',
      name: 'argocd-application-controller',
      containers: { 'argocd-application-controller': { cpu: '250m', memory: controller } },
      token: 'argocd-application-controller',
      scratch: { 'argocd-home': '64Mi', 'argocd-application-controller-tmp': '64Mi' },
    },
    {
      kind: 'Deployment',
      name: 'argocd-repo-server',
      containers: { 'argocd-repo-server': { cpu: '100m', memory: repoServer } },
      prepared: ['copyutil'],
      // checkouts of repositories lie in tmp, the argocd binary in var-files
      scratch: {
        tmp: '2048Mi',
        'helm-working-dir': '512Mi',
        'var-files': '512Mi',
        'gpg-keyring': '16Mi',
        plugins: '16Mi',
      },
    },
    {
      kind: 'Deployment',
      name: 'argocd-server',
      containers: { 'argocd-server': { cpu: '50m', memory: server } },
      token: 'argocd-server',
      scratch: { 'plugins-home': '64Mi', tmp: '64Mi' },
    },
    {
      kind: 'Deployment',
      name: 'argocd-applicationset-controller',
      containers: { 'argocd-applicationset-controller': { cpu: '50m', memory: '128Mi' } },
      token: 'argocd-applicationset-controller',
      scratch: { 'gpg-keyring': '16Mi', tmp: '64Mi' },
    },
    {
      kind: 'Deployment',
      name: 'argocd-notifications-controller',
      containers: { 'argocd-notifications-controller': { cpu: '20m', memory: '128Mi' } },
      token: 'argocd-notifications-controller',
    },
  ];
}

const REDIS: readonly Component[] = [
  {
    kind: 'Deployment',
    name: 'argocd-redis',
    containers: { redis: { cpu: '50m', memory: '256Mi' } },
    prepared: ['secret-init'],
    token: 'secret-init',
  },
];

const REDIS_HA: readonly Component[] = [
  {
    kind: 'StatefulSet',
    name: 'argocd-redis-ha-server',
    containers: {
      redis: { cpu: '50m', memory: '256Mi' },
      sentinel: { cpu: '20m', memory: '64Mi' },
      'split-brain-fix': { cpu: '10m', memory: '64Mi' },
    },
    prepared: ['config-init'],
    // what a replica gets from its primary passes through it: all that fits into memory, and once more after an abort
    scratch: { data: '512Mi' },
    group: 1000,
    zones: 'argocd-redis-ha',
  },
  {
    kind: 'Deployment',
    name: 'argocd-redis-ha-haproxy',
    // upstream allows 4096 connections, each with two buffers of 16 KiB
    containers: { haproxy: { cpu: '50m', memory: '256Mi' } },
    prepared: ['secret-init', 'config-init'],
    token: 'secret-init',
    scratch: { data: '16Mi', 'shared-socket': '16Mi' },
    group: 99,
    zones: 'argocd-redis-ha-haproxy',
    full: true,
  },
];
