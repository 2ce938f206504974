import { ApiObject, type StackChart, waive } from 'stele';

/** The user that Prometheus and Alertmanager run as; their volumes are given to its group. */
const USER = 10001;

/** The labels that the operator gives pods of a custom resource that is named as the stack: those of all workloads. */
export function labelsOf(chart: StackChart, name: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': chart.stack };
}

/** What makes the operator's pods immutable and spread, beyond what it does itself: a read-only root, no capabilities. */
export function podSettings(replicas: number, labels: Readonly<Record<string, string>>): object {
  return {
    replicas,
    // merged into the containers that the operator writes; the rest of them is said by its own flags
    containers: [
      {
        name: 'config-reloader',
        // both probes ask the same: it is restarted later than it is called unready
        livenessProbe: { failureThreshold: 6 },
        resources: logSpace(),
      },
    ],
    initContainers: [{ name: 'init-config-reloader', resources: logSpace() }],
    imagePullPolicy: 'IfNotPresent',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: USER,
      runAsGroup: USER,
      fsGroup: USER,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...(replicas > 1 ? { topologySpreadConstraints: spread(labels) } : {}),
  };
}

/** Permits what the operator does not let anybody say of the pods that it makes. */
export function waiveOperatorsOwn(chart: StackChart, object: ApiObject): void {
  waive(object, 'require-scratch-limit', {
    reason: 'the operator bounds the volume of its generated configuration by memory only',
    owner: chart.team,
    until: '2027-06-30',
  });
}

function spread(labels: Readonly<Record<string, string>>): object[] {
  return ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { ...labels } },
  }));
}

/** The claim of each pod. */
export function storage(size: string, storageClass: string): object {
  return {
    volumeClaimTemplate: {
      spec: {
        storageClassName: storageClass,
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: size } },
      },
    },
  };
}

/** Requests, and limits of what cannot be throttled. */
export function resources(cpu: string, memory: string): object {
  const scarce = { memory, 'ephemeral-storage': '256Mi' };
  return { requests: { cpu, ...scarce }, limits: scarce };
}

/** Local disk of a container that only logs. */
function logSpace(): object {
  const space = { 'ephemeral-storage': '64Mi' };
  return { requests: space, limits: { ...space } };
}

/** Lets one pod at a time be evicted. */
export function disruptionBudget(chart: StackChart, name: string, labels: Readonly<Record<string, string>>): void {
  new ApiObject(chart, `${name}-disruption-budget`, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, labels: { ...labels } },
    spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: { ...labels } } },
  });
}

/** An identity without a token. */
export function serviceAccount(chart: StackChart, name: string, labels: Readonly<Record<string, string>>): void {
  new ApiObject(chart, `${name}-service-account`, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, labels: { ...labels } },
    automountServiceAccountToken: false,
  });
}

/** The version in an image's tag, which the operator chooses flags and configuration by. */
export function versionOf(image: string): string {
  return /:([^:/@]+)@/.exec(image)?.[1] ?? '';
}
