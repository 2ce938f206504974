import type { Component } from './components.ts';

/** What the rules ask of workloads, and upstream's leave open. */
export interface Hardened {
  readonly target: { readonly kind: string; readonly name: string };
  /** What is merged into the workload's specification. */
  readonly spec: object;
}

/** Room for logs, beside what the scratch space takes. */
const LOGS_MEBIBYTES = 128;

/**
 * Requests, limits, and bounds of scratch space, for every container of a workload of upstream's: it has none, so the
 * kubelet would evict Argo CD first. Images are named by digest, so they need not be pulled again. Tokens for the API
 * server expire within an hour, and only the container that needs one gets it.
 */
export function hardened(component: Component): Hardened {
  const { kind, name, full = false } = component;
  return { target: { kind, name }, spec: { ...(full ? ONE_BY_ONE : {}), template: { spec: podOf(component) } } };
}

/**
 * By default a new pod comes before an old one goes, and where each of three nodes has one, there is no place for it: the
 * rollout would never end. https://github.com/argoproj/argo-cd/issues/16627
 */
const ONE_BY_ONE = { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } };

function podOf({ kind, containers, prepared = [], scratch = {}, token, group, zones }: Component): object {
  const sizes = Object.values(scratch).map((size) => Number.parseInt(size, 10));
  const disk = sizes.reduce((sum, size) => sum + size, LOGS_MEBIBYTES);
  const mount = (name: string) => (name === token ? TOKEN_MOUNT : {});
  const init = prepared.map((name) => ({ ...containerOf(name, '10m', '128Mi', disk), ...mount(name) }));
  const main = Object.entries(containers).map(([name, { cpu, memory }], index) => ({
    ...containerOf(name, cpu, memory, index === 0 ? disk : LOGS_MEBIBYTES),
    ...mount(name),
  }));
  const volumes = [
    ...Object.entries(scratch).map(([volume, sizeLimit]) => ({ name: volume, emptyDir: { sizeLimit } })),
    ...(token === undefined ? [] : [TOKEN_VOLUME]),
  ];
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...(group === undefined ? {} : { securityContext: { runAsGroup: group } }),
    ...(init.length > 0 ? { initContainers: init } : {}),
    containers: main,
    ...(volumes.length > 0 ? { volumes } : {}),
    ...(zones === undefined ? {} : { topologySpreadConstraints: [overZones(zones, kind)] }),
  };
}

function containerOf(name: string, cpu: string, memory: string, disk: number): object {
  const scarce = { memory, 'ephemeral-storage': `${disk}Mi` };
  return { name, imagePullPolicy: 'IfNotPresent', resources: { requests: { cpu, ...scarce }, limits: scarce } };
}

/** As Stele spreads its own workloads: of a Deployment each generation by itself. */
function overZones(name: string, kind: Component['kind']): object {
  return {
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
    ...(kind === 'Deployment' ? { matchLabelKeys: ['pod-template-hash'] } : {}),
  };
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
