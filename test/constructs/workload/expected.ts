import { DIGEST } from '../../support/stack-chart.ts';

/** What every container has that says nothing but its image. */
export const HARDENED = {
  image: `registry.example.com/app:1.0.0@${DIGEST}`,
  imagePullPolicy: 'IfNotPresent',
  resources: {
    requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '128Mi' },
    limits: { memory: '128Mi', 'ephemeral-storage': '128Mi' },
  },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
  },
};

/** What every pod has, beside its containers and its ServiceAccount. */
export const POD = {
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: {
    fsGroup: 10001,
    fsGroupChangePolicy: 'OnRootMismatch',
    runAsGroup: 10001,
    runAsNonRoot: true,
    runAsUser: 10001,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  terminationGracePeriodSeconds: 30,
};

export function selectorOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'shop' };
}

export function labelsOf(name: string): Record<string, string> {
  return { ...selectorOf(name), 'app.kubernetes.io/part-of': 'shop' };
}
