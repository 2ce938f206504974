/** Memory of the components that grow with what they manage. */
export interface Sizes {
  readonly controller: string;
  readonly repoServer: string;
  readonly server: string;
}

interface Component {
  readonly kind: 'Deployment' | 'StatefulSet';
  /** Name of the object, and of its one container unless that has another. */
  readonly name: string;
  readonly container?: string;
  readonly cpu: string;
  readonly memory: string;
  /** Init containers: they only copy a binary or write a Secret. */
  readonly prepared?: readonly string[];
  /** Scratch space by volume. */
  readonly scratch?: Readonly<Record<string, string>>;
  /** Whether it, or what prepares it, talks to the API server. */
  readonly token?: 'container' | 'prepared';
}

/** What the rules ask of pods, and upstream's leave open. */
export interface Hardened {
  readonly target: { readonly kind: string; readonly name: string };
  /** What is merged into the pod's specification. */
  readonly pod: object;
}

/** Room for logs, beside what the scratch space takes. */
const DISK_MEBIBYTES = 128;

/**
 * Requests, limits, and bounds of scratch space, for every container of upstream's install: it has none, so the kubelet
 * would evict Argo CD first. Images are named by digest, so they need not be pulled again. Tokens for the API server
 * expire within an hour, and only containers that need one get it.
 */
export function hardened({ controller, repoServer, server }: Sizes): Hardened[] {
  const components: readonly Component[] = [
    {
      kind: 'StatefulSet',
      name: 'argocd-application-controller',
      cpu: '250m',
      memory: controller,
      token: 'container',
      scratch: { 'argocd-home': '64Mi', 'argocd-application-controller-tmp': '64Mi' },
    },
    {
      kind: 'Deployment',
      name: 'argocd-repo-server',
      cpu: '100m',
      memory: repoServer,
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
      cpu: '50m',
      memory: server,
      token: 'container',
      scratch: { 'plugins-home': '64Mi', tmp: '64Mi' },
    },
    {
      kind: 'Deployment',
      name: 'argocd-applicationset-controller',
      cpu: '50m',
      memory: '128Mi',
      token: 'container',
      scratch: { 'gpg-keyring': '16Mi', tmp: '64Mi' },
    },
    {
      kind: 'Deployment',
      name: 'argocd-notifications-controller',
      cpu: '20m',
      memory: '128Mi',
      token: 'container',
    },
    {
      kind: 'Deployment',
      name: 'argocd-redis',
      container: 'redis',
      cpu: '50m',
      memory: '256Mi',
      prepared: ['secret-init'],
      token: 'prepared',
    },
  ];
  return components.map((component) => ({
    target: { kind: component.kind, name: component.name },
    pod: podOf(component),
  }));
}

function podOf({ name, container = name, cpu, memory, prepared = [], scratch = {}, token }: Component): object {
  const sizes = Object.values(scratch).map((size) => Number.parseInt(size, 10));
  const disk = `${sizes.reduce((sum, size) => sum + size, DISK_MEBIBYTES)}Mi`;
  const init = prepared.map((prepare) => ({
    ...containerOf(prepare, '10m', '128Mi', disk),
    ...(token === 'prepared' ? TOKEN_MOUNT : {}),
  }));
  const volumes = [
    ...Object.entries(scratch).map(([volume, sizeLimit]) => ({ name: volume, emptyDir: { sizeLimit } })),
    ...(token === undefined ? [] : [TOKEN_VOLUME]),
  ];
  return {
    automountServiceAccountToken: false,
    ...(init.length > 0 ? { initContainers: init } : {}),
    containers: [{ ...containerOf(container, cpu, memory, disk), ...(token === 'container' ? TOKEN_MOUNT : {}) }],
    ...(volumes.length > 0 ? { volumes } : {}),
  };
}

function containerOf(name: string, cpu: string, memory: string, disk: string): object {
  const scarce = { memory, 'ephemeral-storage': disk };
  return { name, imagePullPolicy: 'IfNotPresent', resources: { requests: { cpu, ...scarce }, limits: scarce } };
}

/** What the kubelet would mount: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-token-volume */
const TOKEN_VOLUME = {
  name: 'api-token',
  projected: {
    sources: [
      { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
  },
};

const TOKEN_MOUNT = {
  volumeMounts: [
    { name: TOKEN_VOLUME.name, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
  ],
};
