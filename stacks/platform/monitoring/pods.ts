import { ApiObject, type StackChart } from 'stele';

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
    // the operator copies it to what it makes, where admission looks for it
    podMetadata: {
      annotations: {
        'stele.dev/waive.require-scratch-limit':
          'the operator bounds the volume of its generated configuration by memory only (owner: platform, until: 2027-06-30)',
      },
    },
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
