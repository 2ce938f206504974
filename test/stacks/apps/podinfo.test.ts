import { describe, expect, test } from '@jest/globals';
import { podinfo } from '../../../stacks/apps/podinfo.ts';
import { objectOf, objectsOf } from '../../support/stack-chart.ts';
import { imageOf, rendered } from './rendered.ts';

const SELECTOR = { 'app.kubernetes.io/name': 'podinfo', 'app.kubernetes.io/instance': 'podinfo' };
const LABELS = { ...SELECTOR, 'app.kubernetes.io/part-of': 'podinfo' };

function spread(topologyKey: string) {
  return {
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: SELECTOR },
    matchLabelKeys: ['pod-template-hash'],
  };
}

describe('the stack apps/podinfo', () => {
  test('runs this Deployment', () => {
    expect(objectOf(rendered(podinfo, { replicas: 6, host: 'podinfo.example.com' }), 'Deployment')).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'podinfo', namespace: 'podinfo', labels: LABELS },
      spec: {
        replicas: 6,
        revisionHistoryLimit: 3,
        progressDeadlineSeconds: 600,
        selector: { matchLabels: SELECTOR },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
        template: {
          metadata: {
            labels: LABELS,
            annotations: { 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': 'data' },
          },
          spec: {
            serviceAccountName: 'podinfo',
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            terminationGracePeriodSeconds: 30,
            topologySpreadConstraints: [spread('topology.kubernetes.io/zone'), spread('kubernetes.io/hostname')],
            securityContext: {
              fsGroup: 10001,
              fsGroupChangePolicy: 'OnRootMismatch',
              runAsGroup: 10001,
              runAsNonRoot: true,
              runAsUser: 10001,
              seccompProfile: { type: 'RuntimeDefault' },
            },
            containers: [
              {
                name: 'podinfo',
                image: imageOf('ghcr.io/stefanprodan/podinfo'),
                imagePullPolicy: 'IfNotPresent',
                command: ['./podinfo', '--port=9898', '--port-metrics=9797', '--level=info'],
                ports: [
                  { name: 'http', containerPort: 9898, protocol: 'TCP' },
                  { name: 'metrics', containerPort: 9797, protocol: 'TCP' },
                ],
                resources: {
                  requests: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '192Mi' },
                  limits: { memory: '64Mi', 'ephemeral-storage': '192Mi' },
                },
                lifecycle: { preStop: { sleep: { seconds: 5 } } },
                livenessProbe: {
                  httpGet: { path: '/healthz', port: 'http' },
                  periodSeconds: 10,
                  timeoutSeconds: 5,
                  failureThreshold: 6,
                },
                readinessProbe: {
                  httpGet: { path: '/readyz', port: 'http' },
                  periodSeconds: 5,
                  timeoutSeconds: 3,
                  failureThreshold: 3,
                },
                volumeMounts: [{ name: 'data', mountPath: '/data' }],
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ['ALL'] },
                  readOnlyRootFilesystem: true,
                  runAsNonRoot: true,
                },
              },
            ],
            volumes: [{ name: 'data', emptyDir: { sizeLimit: '64Mi' } }],
          },
        },
      },
    });
  });

  test('is reached by its host name, scraped, and scaled between its replicas and three times as many', () => {
    const chart = rendered(podinfo, { replicas: 6, host: 'podinfo.example.com' });
    expect(objectOf(chart, 'HTTPRoute').spec).toMatchObject({ hostnames: ['podinfo.example.com'] });
    expect(objectOf(chart, 'PodMonitor').spec).toMatchObject({ podMetricsEndpoints: [{ port: 'metrics' }] });
    expect(objectOf(chart, 'HorizontalPodAutoscaler').spec).toMatchObject({
      minReplicas: 6,
      maxReplicas: 18,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    });
  });

  test('is neither scaled nor protected from eviction where it is one pod', () => {
    const kinds = objectsOf(rendered(podinfo, { replicas: 1, host: 'podinfo.example.com' })).map(({ kind }) => kind);
    expect(kinds).not.toContain('HorizontalPodAutoscaler');
    expect(kinds).not.toContain('PodDisruptionBudget');
  });
});
